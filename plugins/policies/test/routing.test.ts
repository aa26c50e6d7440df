import { parseConfiguration } from '@apim/sdk';
import { describe, expect, it } from 'vitest';
import { canary } from '../src/canary.ts';
import { errorFormat } from '../src/error-format.ts';
import { pathRewrite } from '../src/path-rewrite.ts';
import { routeByHeader } from '../src/route-by-header.ts';
import { upstreamTimeout } from '../src/upstream-timeout.ts';
import { compiled, issues, merged } from './configuration.ts';

describe('path rewrite', () => {
  it.each([
    ...[
      '',
      'a',
      '//a',
      '/a//b',
      '/a/',
      '/../a',
      '/a/./b',
      '/a?b',
      '/a#b',
      '/a b',
      '/a\r\nb',
      '/é',
      '/%2e%2e',
    ],
    ...[
      '/{',
      '/{}',
      '/{1}',
      '/{a}{b}',
      '/x{a}',
      '/{a-b}',
      '/{id}/{id}',
      `/${'x'.repeat(500)}`,
      '/a\\b',
      '/$(x]]"',
    ],
  ])('attack 41: the path %j is refused on both sides', (path) => {
    expect(issues(pathRewrite, { rules: [{ from: path, to: '/x' }] })[0]).toMatch(/^rules\[0\].from: /);
    expect(issues(pathRewrite, { rules: [{ from: '/x', to: path }] })[0]).toMatch(/^rules\[0\].to: /);
  });

  it('a parameter that from does not give is named', () => {
    expect(issues(pathRewrite, { rules: [{ from: '/a/{id}', to: '/{id}/{other}' }] })).toEqual([
      'rules[0].to: uses {other}, which from does not give; name it there or leave it out',
    ]);
  });
});

describe('canary', () => {
  const upstream = 'https://canary.test';

  it.each([
    ...[
      'http://169.254.169.254',
      'http://[fe80::1]',
      'http://127.1',
      'http://0x7f.0.0.1',
      'http://2130706433',
    ],
    ...[
      'http://metadata.google.internal',
      'https://canary.test/',
      'https://canary.test/v2',
      'https://u@canary.test',
    ],
    ...[
      'https://canary.test?x',
      'ftp://canary.test',
      '//canary.test',
      'canary.test',
      'https://CANARY.test',
      '',
    ],
    ...['https://canary.test\r\n', 'https://canary.test:99999'],
  ])('attack 21: %j is no upstream', (address) => {
    expect(issues(canary, { upstream: address, percentage: 1 })[0]).toMatch(/^upstream: /);
    expect(
      issues(routeByHeader, { rules: [{ header: 'X-A', match: 'present', upstream: address }] })[0],
    ).toMatch(/^rules\[0\].upstream: /);
  });

  it('names its upstream to whoever checks addresses', () => {
    expect(canary.upstreams?.(parseConfiguration(canary, { upstream, percentage: 1 }))).toEqual({
      canary: upstream,
    });
    const rules = ['http://10.0.0.1:8080', 'https://[2606::1]'].map((address) => ({
      header: 'X-A',
      values: ['a'],
      upstream: address,
    }));
    expect(routeByHeader.upstreams?.(parseConfiguration(routeByHeader, { rules }))).toEqual({
      'rule-0': 'http://10.0.0.1:8080',
      'rule-1': 'https://[2606::1]',
    });
  });

  it.each([
    [{}, 'percentage: sends nobody'],
    [{ percentage: 101 }, 'percentage: '],
    [{ percentage: -1 }, 'percentage: '],
    [{ percentage: 0.001 }, 'percentage: '],
    [{ percentage: 1, by: 'header' }, 'header: belongs to by "header"'],
    [{ percentage: 1, header: 'X-A' }, 'header: belongs to by "header"'],
    [{ force: { header: 'X A', canary: 'x' } }, 'force.header: must be a header name'],
    [{ force: { header: 'X-Apim-Cache-Key', canary: 'x' } }, 'force.header: is the gateway’s own'],
    [{ force: { header: 'X-A' } }, 'force.canary: '],
  ])('%j is refused', (part, message) => {
    expect(issues(canary, { upstream, ...part })[0]).toContain(message);
  });
});

describe('route by header', () => {
  it.each([
    [{ header: 'X-A', upstream: 'https://a.test' }, 'rules[0].values: are needed'],
    [
      { header: 'X-A', match: 'present', values: ['a'], upstream: 'https://a.test' },
      'rules[0].values: are needed',
    ],
    [{ header: 'X:A', values: ['a'], upstream: 'https://a.test' }, 'rules[0].header: must be'],
    [{ header: 'X-A', match: 'pattern', values: ['(a+)+$'], upstream: 'https://a.test' }, 'rules[0].match: '],
  ])('%j is refused', (rule, message) => {
    expect(issues(routeByHeader, { rules: [rule] })[0]).toContain(message);
  });
});

describe('upstream timeout', () => {
  const data = (configuration: object) => compiled(upstreamTimeout, configuration).functions[0]?.data;

  it('sets what was configured, and leaves the rest as Kong has it', () => {
    expect(data({ readMs: 5_000 })).toEqual({ connect: 60_000, read: 5_000 });
    expect(data({ retries: 0 })).toEqual({ retries: 0 });
    expect(data({ connectMs: 100, retries: 3 })).toEqual({ connect: 100, read: 60_000, retries: 3 });
  });

  it('Kong’s function does not set how long sending may take, so it cannot be asked for', () => {
    expect(issues(upstreamTimeout, { readMs: 1, writeMs: 1 })).toEqual([expect.stringMatching(/^writeMs: /)]);
  });

  it('a setting that is given replaces the inherited one', () => {
    expect(merged(upstreamTimeout, { readMs: 1, retries: 2 }, { readMs: 3 })).toEqual({
      readMs: 3,
      retries: 2,
    });
  });

  it.each([{ connectMs: 0 }, { readMs: 600_001 }, { retries: -1 }, { retries: 11 }, { readMs: 1.5 }, {}])(
    '%j is refused',
    (configuration) => expect(issues(upstreamTimeout, configuration)).toHaveLength(1),
  );
});

describe('error format', () => {
  it('the more specific text for a status counts', () => {
    const inherited = {
      texts: [
        { status: 429, title: 'a' },
        { status: 404, title: 'b' },
      ],
    };
    expect(
      merged(errorFormat, inherited, { errors: 'server', texts: [{ status: 404, title: 'c' }] }),
    ).toMatchObject({
      errors: 'server',
      texts: [
        { status: 429, title: 'a' },
        { status: 404, title: 'c' },
      ],
    });
  });

  it.each([
    [{ texts: [{ status: 200, title: 'x' }] }, 'texts[0].status: '],
    [{ texts: [{ status: 400, title: '' }] }, 'texts[0].title: '],
    [
      {
        texts: [
          { status: 400, title: 'a' },
          { status: 400, title: 'b' },
        ],
      },
      'texts: names a status twice',
    ],
    [{ types: 'https://docs.test/errors' }, 'types: must be an address that ends in "/"'],
    [{ types: 'https://docs.test/"/' }, 'types: must be an address'],
    [{ types: 'javascript:alert(1)//' }, 'types: must be an address'],
    [{ contentType: 'text/html' }, 'contentType: '],
  ])('%j is refused', (configuration, message) => {
    expect(issues(errorFormat, configuration)[0]).toContain(message);
  });
});
