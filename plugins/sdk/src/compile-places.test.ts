import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compileApi } from './compile-api.ts';
import type { CompileAttachment, CompileInput } from './compile-types.ts';
import { definePolicy } from './define-policy.ts';
import { scopeKinds, type Policy } from './policy.ts';
import { createRegistry } from './registry.ts';

const shared = {
  version: '1.0.0',
  title: 'A policy',
  summary: 'For tests.',
  direction: 'inbound',
  scopes: scopeKinds,
  merge: 'override',
  examples: [],
  configuration: z.object({ value: z.string().default('') }),
} as const;
const none = { plugins: [], functions: [] };

const mock = definePolicy({
  ...shared,
  name: 'mock',
  perOperation: true,
  kong: { plugins: ['request-termination'], minimalVersion: '3.9.0' },
  describe: () => 'answers from examples',
  compile: (_, { operation }) => {
    const text = operation?.definition?.responses['200']?.description;
    return text === undefined
      ? { ...none, issues: [{ path: 'value', message: 'the document has no answer' }] }
      : { plugins: [{ name: 'request-termination', config: { body: text } }], functions: [] };
  },
});

const cors = definePolicy({
  ...shared,
  name: 'cors',
  kong: { plugins: ['cors'], minimalVersion: '3.9.0' },
  describe: () => 'cors',
  compile: () => ({ plugins: [{ name: 'cors', config: {} }], functions: [] }),
});

const limit = definePolicy({
  ...shared,
  name: 'limit',
  kong: { plugins: ['rate-limiting'], minimalVersion: '3.9.0' },
  describe: () => 'limits',
  compile: () => ({ plugins: [{ name: 'rate-limiting', config: { minute: 1 } }], functions: [] }),
});

const asking = definePolicy({
  ...shared,
  name: 'asking',
  kong: { plugins: ['jwt'], minimalVersion: '3.9.0' },
  describe: () => 'asks others',
  upstreams: ({ value }) => ({ canary: value }),
  compile: () => ({
    ...none,
    trustedIssuers: [{ issuer: 'https://id.test', jwksUrl: 'https://id.test/jwks', group: 'g' }],
  }),
});

const failing = definePolicy({
  ...shared,
  name: 'failing',
  kong: { plugins: [], minimalVersion: '3.9.0' },
  describe: () => 'fails',
  compile: () => {
    throw new Error('out of luck');
  },
});

const definition = (description: string) => ({
  parameters: [],
  responses: { 200: { description, headers: {}, content: {} } },
  schemas: {},
});
const operations = ['o1', 'o2'].map((id) => ({
  id,
  key: `GET /${id}`,
  method: 'GET',
  path: `/${id}`,
  definition: definition(`example of ${id}`),
}));

const attach = (id: string, policy: string, more: Partial<CompileAttachment> = {}): CompileAttachment => ({
  id,
  policy,
  scope: { kind: 'api', id: 'A' },
  configuration: {},
  order: 0,
  enabled: true,
  ...more,
});

function compile(policies: Policy[], attachments: CompileAttachment[], more: Partial<CompileInput> = {}) {
  return compileApi({
    api: { id: 'A', projectId: 'P', organizationId: 'O', basePath: '/shop', upstreamPath: '/' },
    operations,
    attachments,
    registry: createRegistry(policies),
    ...more,
  });
}

describe('a policy that depends on the operation', () => {
  it('is compiled for each, wherever it is attached, and nothing of it is on the service', () => {
    const { plugins, diagnostics } = compile([mock, limit], [attach('m', 'mock'), attach('l', 'limit')]);
    expect(diagnostics).toEqual([]);
    const bodies = plugins.filter(({ name }) => name === 'request-termination');
    expect(bodies.map(({ place, operationId, config }) => [place, operationId, config.body])).toEqual([
      ['route', 'o1', 'example of o1'],
      ['route', 'o2', 'example of o2'],
    ]);
    expect(plugins.filter(({ name }) => name === 'rate-limiting')).toMatchObject([{ place: 'service' }]);
  });

  it('says of which operation the document lacks what it needs, with the path', () => {
    const { diagnostics } = compile([mock], [attach('m', 'mock')], {
      operations: operations.map(({ definition: _, ...operation }) => operation).slice(0, 1),
    });
    expect(diagnostics).toEqual([
      {
        severity: 'ERROR',
        code: 'POLICY_CONFIGURATION_INVALID',
        message: 'the document has no answer (for GET /o1)',
        path: 'value',
        attachmentId: 'm',
      },
    ]);
  });
});

it('what compiling only warns of holds all the same', () => {
  const warning = definePolicy({
    ...shared,
    name: 'warning',
    kong: { plugins: [], minimalVersion: '3.9.0' },
    describe: () => 'warns',
    compile: () => ({ ...none, issues: [{ path: 'value', message: 'is odd', severity: 'WARNING' }] }),
  });
  const { diagnostics, plugins } = compile([warning], [attach('w', 'warning')]);
  expect(diagnostics).toMatchObject([{ severity: 'WARNING', path: 'value', attachmentId: 'w' }]);
  expect(plugins.map(({ name }) => name)).not.toContain('request-termination');
});

describe('what policies ask of others', () => {
  it('is collected once: issuers to trust and addresses to check, with the attachment', () => {
    const attachments = [attach('a', 'asking', { configuration: { value: 'https://canary.test' } })];
    const { trustedIssuers, upstreams } = compile(
      [asking, limit],
      [...attachments, attach('l', 'limit', { scope: { kind: 'operation', id: 'o1' } })],
    );
    expect(trustedIssuers).toEqual([
      { issuer: 'https://id.test', jwksUrl: 'https://id.test/jwks', group: 'g' },
    ]);
    expect(upstreams).toEqual([{ attachmentId: 'a', name: 'canary', url: 'https://canary.test' }]);
  });
});

describe('orders that were asked for', () => {
  it('that Kong will not follow are named with both priorities', () => {
    const { diagnostics } = compile(
      [cors, limit],
      [attach('l', 'limit', { order: 1 }), attach('c', 'cors', { order: 2 })],
    );
    expect(diagnostics).toEqual([
      {
        severity: 'WARNING',
        code: 'POLICY_ORDER',
        message:
          'is to run ahead of cors (order 1 before 2), but Kong runs plugins by priority: cors (2000) ahead of rate-limiting (910)',
        path: null,
        attachmentId: 'l',
      },
    ]);
  });

  it('are not missed where nobody asked, or where Kong follows them', () => {
    const asked = (first: number, second: number) =>
      compile(
        [cors, limit],
        [attach('l', 'limit', { order: first }), attach('c', 'cors', { order: second })],
      );
    expect(asked(0, 0).diagnostics).toEqual([]);
    expect(asked(2, 1).diagnostics).toEqual([]);
  });
});

describe('versions', () => {
  const versions = ['1.0.0', '1.2.0', '2.0.0'].map((version) => ({ ...limit, version }));

  it('a later version of the same major serves what an earlier one accepted', () => {
    const registry = createRegistry(versions);
    expect(registry.get('limit')?.version).toBe('2.0.0');
    expect(registry.get('limit', '1.1.0')?.version).toBe('1.2.0');
    expect(registry.get('limit', '1.3.0')).toBeUndefined();
    expect(registry.list().map(({ version }) => version)).toEqual(['2.0.0']);
    expect(() => createRegistry([limit, limit])).toThrow('limit 1.0.0 is registered twice');
  });

  it('one that is gone closes the API and one that is deprecated warns', () => {
    const deprecated = { ...limit, version: '1.4.0', deprecated: 'attach 2.0.0' };
    const { diagnostics, plugins } = compile(
      [deprecated],
      [attach('old', 'limit', { version: '0.9.0' }), attach('l', 'limit', { version: '1.0.0' })],
    );
    expect(diagnostics).toMatchObject([
      { severity: 'WARNING', code: 'POLICY_DEPRECATED', attachmentId: 'l' },
      {
        severity: 'ERROR',
        code: 'POLICY_UNKNOWN',
        attachmentId: 'old',
        message: expect.stringContaining('version 0.9.0 of limit is gone'),
      },
    ]);
    expect(plugins.map(({ name }) => name)).toEqual(['request-termination']);
  });

  it('two majors of one merging policy are not mixed', () => {
    const merging = versions.map((policy) => ({ ...policy, merge: 'refuse' as const }));
    const { diagnostics } = compile(merging, [
      attach('p', 'limit', { version: '1.0.0', scope: { kind: 'project', id: 'P' } }),
      attach('a', 'limit', { version: '2.0.0' }),
    ]);
    expect(diagnostics).toMatchObject([{ code: 'POLICY_CONFLICT', attachmentId: 'a' }]);
    expect(diagnostics[0]?.message).toContain('in version 2.0.0 here and in 1.2.0 as p');
  });
});

it('a shadowed attachment is described by the version that accepted it', () => {
  const [one, two] = ['1.0.0', '2.0.0'].map((version) => ({
    ...limit,
    version,
    describe: () => `described by ${version}`,
  }));
  const { explanation } = compile(
    [one!, two!],
    [
      attach('p', 'limit', { version: '1.0.0', scope: { kind: 'project', id: 'P' } }),
      attach('a', 'limit', { version: '2.0.0' }),
    ],
  );
  const steps = explanation.operations[0]?.steps.filter(({ plugin }) => plugin === 'rate-limiting');
  expect(steps?.map(({ shadowed, summary }) => [shadowed, summary])).toEqual([
    [false, 'described by 2.0.0'],
    [true, 'described by 1.0.0'],
  ]);
});

it('a policy whose upstreams throw is a diagnostic of its attachment', () => {
  const lost = {
    ...limit,
    name: 'lost',
    upstreams: () => {
      throw new Error('no address');
    },
  };
  expect(compile([lost], [attach('l', 'lost')]).diagnostics).toMatchObject([
    { severity: 'ERROR', code: 'POLICY_FAILED', attachmentId: 'l' },
  ]);
});

it('a policy that throws is a diagnostic of its attachment', () => {
  const { diagnostics, plugins } = compile([failing], [attach('f', 'failing')]);
  expect(diagnostics).toMatchObject([{ severity: 'ERROR', code: 'POLICY_FAILED', attachmentId: 'f' }]);
  expect(diagnostics[0]?.message).toContain('out of luck');
  expect(plugins.map(({ name }) => name)).toEqual(['request-termination']);
});

describe('an answer from the cache', () => {
  const cache = definePolicy({
    ...shared,
    name: 'cache',
    direction: 'outbound',
    kong: { plugins: ['proxy-cache'], minimalVersion: '3.9.0' },
    describe: () => 'caches',
    compile: () => ({
      plugins: [{ name: 'proxy-cache', config: { strategy: 'memory' } }],
      functions: [{ phase: 'access', lua: 'return function() kong.response.exit(500) end' }],
    }),
  });
  const coded = (name: string, lua: string) =>
    definePolicy({
      ...shared,
      name,
      kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
      describe: () => 'runs code',
      compile: () => ({ plugins: [], functions: [{ phase: 'access', lua }] }),
    });
  const guard = coded('guard', 'return function() kong.response.exit(403) end');
  const handler = coded('handler', 'local __handler\nfunction __handler(ctx) ctx.respond(403) end');
  const runtime = 'local function run() kong.response.exit(500) end\n';
  const marker = coded('marker', `${runtime}local __handler\nfunction __handler(ctx) end`);
  const severities = (policies: Policy[]) =>
    compile(
      [...policies, cache],
      [...policies.map(({ name }) => attach(name, name)), attach('z', 'cache')],
    ).diagnostics.map(({ severity, code, attachmentId }) => [severity, code, attachmentId]);

  it('never reaches a caller whom other code would refuse: the two are not combined', () => {
    expect(severities([guard])).toEqual([['ERROR', 'POLICY_CONFLICT', 'guard']]);
    expect(severities([handler])).toEqual([['ERROR', 'POLICY_CONFLICT', 'handler']]);
  });

  it('is told to pass by code that refuses nobody, and by plugins ahead of it not at all', () => {
    expect(severities([marker])).toEqual([['WARNING', 'POLICY_ORDER', 'marker']]);
    expect(severities([limit])).toEqual([]);
  });
});
