import { gzipSync } from 'node:zlib';
import type { Policy } from '@apim/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testPolicy, type PolicyCase } from '../src/index.ts';
import answers from './policies/answers.ts';
import bodies from './policies/bodies.ts';
import digests from './policies/digests.ts';
import documents from './policies/documents.ts';
import greetings from './policies/greetings.ts';
import headers from './policies/headers.ts';
import paths from './policies/paths.ts';
import patterns from './policies/patterns.ts';
import phases from './policies/phases.ts';
import states from './policies/states.ts';

const agree = (policy: Policy, given: Omit<PolicyCase, 'config'>) =>
  testPolicy(policy, {
    config: {},
    source: new URL(`./policies/${policy.name}.ts`, import.meta.url),
    ...given,
  });

/** Texts of odd characters, whole ones. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    '',
    'aé€😀b',
    '"\\/\b\f\n\r\t',
    '\u007f\u0080\u2028',
    'İıẞſK',
    '日本',
    '0',
    '-',
    'constructor',
  ),
);
const headerValue = text.map((value) => value.replace(/[^ -~\u0080-\uffff]/g, '').trim());
const number = fc.oneof(
  fc.constantFrom('0', '-0', '1.10', '1e21', '1E+2', '1e-7', '0.000001', '12345678901234567890', '1e400'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.integer().map(String),
);
/** A text of JSON, with number texts, repeated names and white space that JSON.stringify would not write. */
const json = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(
      number,
      text.map((value) => JSON.stringify(value)),
      fc.constantFrom('null', 'true', 'false', '[]', '{}'),
    ),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => `[${items.join(', ')}]`),
    fc
      .array(
        fc.tuple(
          fc.oneof(text, fc.constantFrom('list', 'n', 'secret', 'nested', '1', '0', '10')),
          tie('value'),
        ),
        { maxLength: 5 },
      )
      .map((members) => `{${members.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`),
  ),
})).value;
const body = fc.oneof(
  { weight: 4, arbitrary: json },
  text,
  fc.constantFrom('{"a":1,}', '"\\ud800"', '\ufeff{}'),
);

const runs = { numRuns: 60 };

describe('handlers do the same in Node and on the gateway', () => {
  it('with functions and constants of a module that their file imports', async () => {
    const { upstreamRequest } = await agree(greetings, {
      request: { path: '/?in=fr', headers: { 'X-Name': 'Ada' } },
    });
    expect(upstreamRequest?.headers['x-greeting']).toBe('Bonjour Ada (2)');
  });

  it('with headers, whatever their number and characters', async () => {
    const named = fc.dictionary(
      fc.constantFrom('X-A', 'x-B', 'User-Agent', 'X-Other'),
      fc.oneof(headerValue, fc.array(headerValue, { minLength: 1, maxLength: 3 })),
    );
    await fc.assert(
      fc.asyncProperty(named, named, fc.constantFrom(200, 201, 404), async (sent, answered, status) => {
        await agree(headers, { request: { headers: sent }, upstream: { status, headers: answered } });
      }),
      runs,
    );
  });

  it('with paths, queries and methods', async () => {
    const segment = fc.oneof(
      text.map(encodeURIComponent),
      fc.constantFrom('.', '..', '', '%2F', '%7e', '%C3%A9', ';a=b'),
    );
    const query = fc.array(
      fc
        .tuple(fc.constantFrom('q', 'gone', 'copy', 'b a'), fc.option(text))
        .map(([name, value]) =>
          value === null
            ? encodeURIComponent(name)
            : `${encodeURIComponent(name).replaceAll('%20', '+')}=${encodeURIComponent(value)}`,
        ),
      { maxLength: 4 },
    );
    const choice = fc.constantFrom('', '&upstream=canary', '&upstream=deep', '&upstream=none');
    await fc.assert(
      fc.asyncProperty(
        fc.array(segment, { maxLength: 4 }),
        query,
        choice,
        fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE', 'OPTIONS'),
        async (segments, parameters, chosen, method) => {
          await agree(paths, {
            request: { method, path: `/${segments.join('/')}?${parameters.join('&')}${chosen}` },
          });
        },
      ),
      runs,
    );
  });

  it('with bodies, JSON or not', async () => {
    const type = fc.constantFrom(
      'application/json',
      'application/problem+json; charset=utf-8',
      'text/plain',
      'text/html',
    );
    await fc.assert(
      fc.asyncProperty(
        body,
        body,
        type,
        fc.constantFrom(200, 206, 500),
        async (sent, answered, media, status) => {
          await agree(bodies, {
            request: { method: 'POST', headers: { 'Accept-Encoding': 'gzip' }, body: sent },
            upstream: { status, headers: { 'Content-Type': media, ETag: '"1"' }, body: answered },
          });
        },
      ),
      { numRuns: 150 },
    );
  });

  it('with paths into documents, and documents changed by hand', async () => {
    const step = fc.oneof(
      fc.constantFrom(
        '.list',
        '.n',
        '.nested',
        '.secret',
        '.a',
        '[*]',
        '.*',
        '[0]',
        '[1]',
        "['1']",
        "['odd name']",
      ),
      fc.constantFrom('..x', '[', '[-1]', "['']", ' '),
    );
    const path = fc.tuple(fc.constantFrom('$', '', 'list'), fc.array(step, { maxLength: 4 }));
    await fc.assert(
      fc.asyncProperty(json, path, async (document, [root, steps]) => {
        const given = { 'X-Path': `${root}${steps.join('')}` };
        await agree(documents, { request: { method: 'POST', headers: given, body: document } });
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['nothing is given', {}],
    ['an early answer is asked for', { headers: { 'X-Early': '403' } }],
    ['its status is none', { headers: { 'X-Early': '99' } }],
    ['its status is no number', { headers: { 'X-Early': 'a' } }],
    ['a text is answered', { headers: { 'X-Late': 'é "text"' } }],
    ['an empty text is answered', { headers: { 'X-Late': '' } }],
    ['a number is answered', { headers: { 'X-Late': 'number' } }],
    ['nothing is answered', { headers: { 'X-Late': 'none' } }],
    ['a type is given', { headers: { 'X-Late': 'typed' } }],
    ['a handler fails', { headers: { 'X-Late': 'fail' } }],
    ['the handler of the answer fails', { headers: { 'X-Fail': '1' } }],
    ['both fail', { headers: { 'X-Late': 'fail', 'X-Fail': '1' } }],
    ['it fails on HEAD', { method: 'HEAD', headers: { 'X-Fail': '1' } }],
  ])('when %s', async (_, request) => {
    await agree(answers, { request, upstream: { body: { secret: 1 } } });
  });

  const limit = 8 * 1024 * 1024;
  const answer = (body: string) => ({ headers: { 'Content-Type': 'application/json' }, body });

  it.each(['none', 'early', 'request', 'twice', 'response', 'empty', 'type', 'body'])(
    'in all phases of one request: %s',
    async (action) => {
      for (const upstream of [
        {},
        answer('{"n":1.10}'),
        answer('{'),
        { ...answer('"\\ud800"'), status: 503 },
      ]) {
        await agree(phases, {
          request: {
            method: 'POST',
            path: '/?q=a%20b',
            headers: { 'X-Do': action },
            body: '{"z":1.10,"1":[],"a":{"n":12345678901234567890}}',
          },
          upstream,
        });
      }
    },
  );

  it.each([
    ['a query of 150 parameters', { path: `/?${'x=1&'.repeat(149)}q=last` }, {}],
    [
      '150 headers',
      { headers: Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`X-${n}`, '1'])) },
      {},
    ],
    ['a body of 8 MiB', { method: 'POST', body: 'x'.repeat(limit) }, {}],
    ['a larger body', { method: 'POST', body: 'x'.repeat(limit + 1) }, {}],
    ['an answer of 8 MiB', {}, answer(`"${'x'.repeat(limit - 2)}"`)],
    ['a larger answer', {}, answer(`"${'x'.repeat(limit - 1)}"`)],
    ['JSON 100 deep', { method: 'POST', body: '['.repeat(100) + ']'.repeat(100) }, answer('1')],
    [
      'JSON 101 deep',
      { method: 'POST', body: '['.repeat(101) + ']'.repeat(101) },
      answer('['.repeat(101) + ']'.repeat(101)),
    ],
    [
      'an answer in pieces',
      {},
      { headers: { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' }, body: '[1]' },
    ],
    [
      'an empty answer in pieces',
      {},
      { headers: { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' } },
    ],
  ])('with %s', async (_, request, upstream) => {
    await agree(phases, { request, upstream });
  });

  it('with a known consumer and without, from any address', async () => {
    const username = 'ana é';
    for (const consumer of [undefined, { username }, { username, customId: 'c-1' }]) {
      const { upstreamRequest } = await agree(states, {
        request: { headers: { 'X-A': 'a' } },
        clientAddress: '2001:db8::7',
        ...(consumer && { consumer }),
      });
      expect(upstreamRequest?.headers['x-who']).toMatch(consumer ? /^ana é / : /^nobody/);
    }
  });

  it('with digests, encodings, texts, numbers and times', async () => {
    await fc.assert(
      fc.asyncProperty(
        text,
        fc.oneof(
          fc.base64String(),
          text.map((value) => Buffer.from(value).toString('base64url')),
          headerValue,
        ),
        number,
        fc.integer({ min: 0, max: 4_000_000_000_000 }),
        async (sent, given, n, now) => {
          await agree(digests, {
            request: { method: 'POST', headers: { 'X-Given': given, 'X-N': n }, body: sent },
            now,
          });
        },
      ),
      runs,
    );
  });

  it('with patterns', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(text, fc.constantFrom('abc 12-x 3-', 'É é\nb', ' \u00a0\t')),
        async (sent) => {
          await agree(patterns, { request: { method: 'POST', body: sent } });
        },
      ),
      runs,
    );
  });

  it('with compressed answers', async () => {
    const { response } = await agree(bodies, {
      upstream: {
        headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
        body: gzipSync('{"secret":1}'),
      },
    });
    expect(response.status).toBe(502);
  });
});
