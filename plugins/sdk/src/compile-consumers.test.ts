import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compileApi } from './compile-api.ts';
import { compileConsumers } from './compile-consumers.ts';
import type { CompileAttachment, CompileConsumer, CompileInput, PlacedPlugin } from './compile-types.ts';
import { definePolicy } from './define-policy.ts';
import { explainApi } from './explain-api.ts';
import { scopeKinds, type ScopeKind } from './policy.ts';
import { createRegistry } from './registry.ts';

const shared = {
  version: '1.0.0',
  title: 'A policy',
  summary: 'For tests.',
  direction: 'inbound',
  scopes: scopeKinds,
  examples: [],
} as const;

const limit = definePolicy({
  ...shared,
  name: 'limit',
  configuration: z.object({ minute: z.int().optional(), hour: z.int().optional() }),
  merge: { merge: (inherited, own) => ({ ...inherited, ...own }) },
  kong: { plugins: ['rate-limiting'], minimalVersion: '3.9.0' },
  describe: () => 'limits',
  compile: (limits) => ({ plugins: [{ name: 'rate-limiting', config: limits }], functions: [] }),
});

const header = definePolicy({
  ...shared,
  name: 'header',
  configuration: z.object({ value: z.string() }),
  merge: 'override',
  kong: { plugins: ['request-transformer'], minimalVersion: '3.9.0' },
  describe: () => 'sets a header',
  compile: ({ value }) => ({
    plugins: [{ name: 'request-transformer', config: { add: { headers: [`X-A:${value}`] } } }],
    functions: [],
  }),
});

const code = definePolicy({
  ...shared,
  name: 'code',
  configuration: z.object({ value: z.string() }),
  merge: 'override',
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  describe: () => 'runs code',
  compile: ({ value }) => ({
    plugins: [],
    functions: [{ phase: 'access', data: { value }, lua: 'return function() end' }],
  }),
});

const registry = createRegistry([limit, header, code]);
const operations = ['o1', 'o2', 'o3'].map((id) => ({ id, key: `GET /${id}`, method: 'GET', path: `/${id}` }));
const caller = { applicationId: 'app', planId: 'gold' };

const attach = (
  id: string,
  policy: string,
  kind: ScopeKind,
  scope: string,
  configuration: unknown,
): CompileAttachment => ({ id, policy, scope: { kind, id: scope }, configuration, order: 0, enabled: true });

const input = (attachments: CompileAttachment[]): CompileInput => ({
  api: { id: 'A', projectId: 'P', organizationId: 'O', basePath: '/shop', upstreamPath: '/' },
  operations,
  attachments,
  registry,
  gatewayId: 'G',
});

/** The configuration that Kong runs: the most specific of route and consumer, consumer, route, service. */
function running(
  everybody: readonly PlacedPlugin[],
  own: readonly PlacedPlugin[],
  name: string,
  operationId: string,
) {
  const route = (plugin: PlacedPlugin) => plugin.name === name && plugin.operationId === operationId;
  const service = (plugin: PlacedPlugin) => plugin.name === name && plugin.place === 'service';
  const found = own.find(route) ?? own.find(service) ?? everybody.find(route) ?? everybody.find(service);
  return found?.config;
}

describe('what is attached to plans and applications', () => {
  it('reaches the requests of that caller alone', () => {
    const attachments = [
      attach('api', 'limit', 'api', 'A', { minute: 10 }),
      attach('gold', 'limit', 'plan', 'gold', { minute: 100 }),
    ];
    const consumers: CompileConsumer[] = [caller, { applicationId: 'other', planId: 'silver' }];
    expect(compileConsumers(input(attachments), consumers)).toEqual([
      {
        ...caller,
        diagnostics: [],
        upstreams: [],
        plugins: [
          {
            place: 'service',
            name: 'rate-limiting',
            config: { minute: 100 },
            sources: ['api', 'gold'],
          },
        ],
      },
    ]);
    const everybody = compileApi(input(attachments)).plugins;
    expect(everybody).toEqual(compileApi(input(attachments.slice(0, 1))).plugins);
  });

  it('is the most specific: an application outranks its plan, and both the operation', () => {
    const attachments = [
      attach('o', 'header', 'operation', 'o1', { value: 'operation' }),
      attach('p', 'header', 'plan', 'gold', { value: 'plan' }),
      attach('a', 'header', 'application', 'app', { value: 'application' }),
    ];
    const [compiled] = compileConsumers(input(attachments), [caller]);
    expect(compiled?.plugins.map(({ config }) => config)).toEqual([
      { add: { headers: ['X-A:application'] } },
    ]);
    const [operation] = explainApi(input(attachments), {
      operationKey: 'GET /o1',
      consumer: caller,
    }).operations;
    expect(
      operation?.steps.flatMap(({ attachmentId, relation, shadowed }) =>
        attachmentId ? [[attachmentId, relation, shadowed]] : [],
      ),
    ).toEqual([
      ['a', 'OWN', false],
      ['o', 'OVERRIDDEN', true],
      ['p', 'OVERRIDDEN', true],
    ]);
  });

  it('what Kong cannot run for one caller is refused, and closes the API to that caller alone', () => {
    const attachments = [
      attach('all', 'code', 'api', 'A', { value: 'all' }),
      attach('one', 'code', 'application', 'app', { value: 'one' }),
    ];
    const [compiled] = compileConsumers(input(attachments), [caller]);
    expect(compiled?.diagnostics).toMatchObject([
      { severity: 'ERROR', code: 'POLICY_CONFLICT', attachmentId: 'one' },
    ]);
    expect(compiled?.plugins).toMatchObject([
      { place: 'service', name: 'ip-restriction', config: { deny: ['0.0.0.0/0', '::/0'], status: 503 } },
    ]);
    expect(compileApi(input(attachments)).diagnostics).toEqual([]);
  });

  it('addresses that it may send requests to are told with it', () => {
    const toLog = { ...limit, name: 'to-log', upstreams: () => ({ log: 'http://logs.test' }) };
    const [compiled] = compileConsumers(
      {
        ...input([attach('t', 'to-log', 'application', 'app', { minute: 1 })]),
        registry: createRegistry([toLog]),
      },
      [caller],
    );
    expect(compiled?.upstreams).toEqual([{ attachmentId: 't', name: 'log', url: 'http://logs.test' }]);
  });

  it('costs no compiling of what everybody shares, however many callers there are', () => {
    let compiled = 0;
    const counted = definePolicy({
      ...shared,
      name: 'counted',
      scopes: ['api'],
      perOperation: true,
      configuration: z.object({}),
      merge: 'override',
      kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
      describe: () => 'counts',
      compile: () => {
        compiled += 1;
        return { plugins: [], functions: [] };
      },
    });
    const callers = Array.from({ length: 20 }, (_, index) => ({ applicationId: `app${index}` }));
    const attachments = callers.map(({ applicationId }) =>
      attach(applicationId, 'limit', 'application', applicationId, { minute: 1 }),
    );
    const given = input([attach('c', 'counted', 'api', 'A', {}), ...attachments]);
    expect(compileConsumers({ ...given, registry: createRegistry([limit, counted]) }, callers)).toHaveLength(
      20,
    );
    expect(compiled).toBe(operations.length);
  });

  it('a gateway’s attachments hold on that gateway alone, as the widest', () => {
    const attachments = [
      attach('g', 'limit', 'gateway', 'G', { minute: 5, hour: 50 }),
      attach('x', 'limit', 'gateway', 'X', { minute: 1 }),
      attach('p', 'limit', 'project', 'P', { minute: 10 }),
    ];
    const config = (more: Partial<CompileInput>) =>
      compileApi({ ...input(attachments), ...more }).plugins.find(({ name }) => name === 'rate-limiting')
        ?.config;
    expect(config({})).toEqual({ minute: 10, hour: 50 });
    expect(config({ gatewayId: undefined })).toEqual({ minute: 10 });
  });

  it('Kong runs what the explanation says, for every operation, with and without the caller', () => {
    const scopes: [ScopeKind, string][] = [
      ['gateway', 'G'],
      ['project', 'P'],
      ['api', 'A'],
      ['operation', 'o1'],
      ['operation', 'o2'],
      ['plan', 'gold'],
      ['application', 'app'],
    ];
    const any = fc.record({
      scope: fc.constantFrom(...scopes),
      limits: fc.record({ minute: fc.integer({ min: 1, max: 3 }), hour: fc.integer({ min: 1, max: 3 }) }),
      isLimit: fc.boolean(),
    });
    const distinct = {
      selector: ({ scope, isLimit }: { scope: [string, string]; isLimit: boolean }) =>
        `${scope.join()}${isLimit}`,
    };
    fc.assert(
      fc.property(fc.uniqueArray(any, { maxLength: 12, ...distinct }), (picks) => {
        const attachments = picks.map(({ scope: [kind, id], limits, isLimit }, index) =>
          isLimit
            ? attach(`t${index}`, 'limit', kind, id, limits)
            : attach(`t${index}`, 'header', kind, id, { value: String(limits.minute) }),
        );
        const everybody = compileApi(input(attachments)).plugins;
        const own = compileConsumers(input(attachments), [caller])[0]?.plugins ?? [];
        for (const consumer of [undefined, caller]) {
          for (const operation of explainApi(input(attachments), { consumer }).operations) {
            for (const name of ['rate-limiting', 'request-transformer']) {
              const said = operation.steps.find(({ plugin, shadowed }) => plugin === name && !shadowed);
              expect(running(everybody, consumer ? own : [], name, operation.operationId)).toEqual(
                said?.configuration,
              );
            }
          }
        }
      }),
    );
  });
});
