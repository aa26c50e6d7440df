import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { definePolicy } from './define-policy.ts';
import { compilePolicy } from './compile-policy.ts';
import { handlerData } from './handler-data.ts';
import { withHandlerCode } from './with-handler-code.ts';

const policy = (address: string) =>
  definePolicy({
    name: 'routed',
    version: '1.0.0',
    title: 'Routed',
    summary: 'Routes.',
    direction: 'inbound',
    scopes: ['api'],
    configuration: z.object({}),
    merge: 'override',
    examples: [],
    kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
    describe: () => 'routes',
    upstreams: () => ({ other: address }),
    onRequest: () => undefined,
  });
const context = { api: { id: 'A', projectId: 'P', organizationId: 'O' } };

describe('upstreams of a handler', () => {
  it.each([
    ['http://a.test', { scheme: 'http', host: 'a.test', port: 80, prefix: '' }],
    ['https://a.test/', { scheme: 'https', host: 'a.test', port: 443, prefix: '' }],
    ['https://a.test:8443/v2/', { scheme: 'https', host: 'a.test', port: 8443, prefix: '/v2' }],
    ['http://[::1]:81/x', { scheme: 'http', host: '::1', port: 81, prefix: '/x' }],
  ])('%s', (address, expected) => {
    expect(handlerData(policy(address), {})).toMatchObject({
      policy: 'routed',
      upstreams: { other: expected },
    });
  });

  it.each(['a.test', 'ftp://a.test', '', 'javascript:1'])('%j is refused by name', (address) => {
    expect(() => handlerData(policy(address), {})).toThrow('upstream other: ');
  });
});

it('a configuration keeps its order, lists and null', () => {
  expect(handlerData(policy('http://a'), { b: [], a: { z: null, y: [1, 'x'] }, c: undefined })).toMatchObject(
    {
      configuration: ['o', 'b', ['a'], 'a', ['o', 'z', ['n'], 'y', ['a', 1, 'x']]],
    },
  );
});

describe('handlers without their Lua', () => {
  it('are refused when code is added', () => {
    expect(() => withHandlerCode(policy('http://a'), undefined)).toThrow(
      'onRequest of routed was not translated',
    );
    expect(() => withHandlerCode(policy('http://a'), [{ phase: 'early', lua: '' }])).toThrow('onRequest');
  });
  it('are refused when they are compiled', () => {
    expect(() => compilePolicy(policy('http://a'), {}, context)).toThrow('were not translated');
  });
  it('compile with it', () => {
    const translated = withHandlerCode(policy('http://a'), [
      { phase: 'access', lua: 'return function() end' },
    ]);
    expect(compilePolicy(translated, {}, context).functions).toHaveLength(1);
  });
});
