import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { luaGlobals, sandboxGlobals } from '../test/lua.ts';
import { compileApi } from './compile-api.ts';
import type { CompileAttachment, CompileInput } from './compile-types.ts';
import { definePolicy } from './define-policy.ts';
import type { MergeRule, Policy } from './policy.ts';
import { explainApi } from './explain-api.ts';
import { createRegistry } from './registry.ts';

interface Tag {
  name: string;
  value: string;
}

/** Policies of the test's own: one for each merge rule, and rivals for one plugin. */
function tagPolicy(name: string, merge: MergeRule<Tag>): Policy {
  return definePolicy({
    name,
    version: '1.0.0',
    title: name,
    summary: 'Adds a header.',
    direction: 'inbound',
    scopes: ['project', 'api', 'operation'],
    configuration: z.object({ name: z.string().default('X-Tag'), value: z.string().max(20) }),
    merge,
    examples: [],
    kong: { plugins: ['request-transformer'], minimalVersion: '3.0.0' },
    describe: ({ value }) => `tags ${value}`,
    compile: (tag) => ({
      plugins: [{ name: 'request-transformer', config: { add: { headers: [`${tag.name}:${tag.value}`] } } }],
      functions: [
        { phase: 'early', data: { value: tag.value }, lua: 'return function() return config.value end' },
      ],
    }),
  });
}

const optional = definePolicy({
  name: 'optional',
  version: '2.1.0',
  title: 'Optional',
  summary: 'Terminates, or does nothing.',
  direction: 'inbound',
  scopes: ['api', 'operation'],
  configuration: z.object({ status: z.int().optional() }),
  merge: 'override',
  examples: [],
  kong: { plugins: ['request-termination'], minimalVersion: '3.0.0' },
  describe: () => 'maybe terminates',
  compile: ({ status }) => ({
    plugins: status === undefined ? [] : [{ name: 'request-termination', config: { status_code: status } }],
    functions: [],
  }),
});

const registry = createRegistry([
  tagPolicy('override', 'override'),
  tagPolicy('other', 'override'),
  tagPolicy('refuse', 'refuse'),
  tagPolicy('merge', {
    merge: (inherited, own) => ({ name: own.name, value: `${inherited.value}+${own.value}` }),
  }),
  optional,
]);

const operations = ['o1', 'o2', 'o3'].map((id) => ({ id, key: `GET /${id}`, method: 'GET', path: `/${id}` }));
const scopeIds = { project: 'P', api: 'A', operation: 'o1' };

function attach(
  id: string,
  policy: string,
  kind: keyof typeof scopeIds,
  configuration: unknown,
  more: Partial<CompileAttachment> = {},
): CompileAttachment {
  return { id, policy, scope: { kind, id: scopeIds[kind] }, configuration, order: 0, enabled: true, ...more };
}

function compile(attachments: CompileAttachment[], more: Partial<CompileInput> = {}) {
  const api = { id: 'A', projectId: 'P', organizationId: 'O', basePath: '/shop', upstreamPath: '/v2/' };
  return compileApi({ api, operations, attachments, registry, ...more });
}

function transformer(attachments: CompileAttachment[], place: 'service' | 'route') {
  const { plugins } = compile(attachments);
  return plugins.find((plugin) => plugin.name === 'request-transformer' && plugin.place === place);
}

const codes = (attachments: CompileAttachment[]) =>
  compile(attachments).diagnostics.map(({ severity, code, attachmentId, path }) => [
    severity,
    code,
    attachmentId,
    path,
  ]);

describe('composition', () => {
  it('the most specific attachment of an overriding policy counts and the others are shown as shadowed', () => {
    const attachments = [
      attach('p', 'override', 'project', { value: 'project' }),
      attach('a', 'override', 'api', { value: 'api' }),
      attach('o', 'override', 'operation', { value: 'operation' }),
    ];
    expect(transformer(attachments, 'service')).toMatchObject({
      sources: ['a'],
      config: { add: { headers: ['X-Tag:api'] } },
    });
    expect(transformer(attachments, 'route')).toMatchObject({
      operationId: 'o1',
      sources: ['o'],
      config: { add: { headers: ['X-Tag:operation'] } },
    });
    const relations = (index: number) =>
      compile(attachments)
        .explanation.operations[index]?.steps.filter((step) => step.plugin === 'request-transformer')
        .map((step) => [step.attachmentId, step.relation, step.shadowed, step.summary]);
    expect(relations(0)).toEqual([
      ['o', 'OWN', false, 'tags operation'],
      ['p', 'OVERRIDDEN', true, 'tags project'],
      ['a', 'OVERRIDDEN', true, 'tags api'],
    ]);
    expect(relations(1)).toEqual([
      ['a', 'INHERITED', false, 'tags api'],
      ['p', 'OVERRIDDEN', true, 'tags project'],
    ]);
  });

  it('a merging policy folds from wide to specific, by order within a scope', () => {
    const attachments = [
      attach('o', 'merge', 'operation', { value: 'o' }),
      attach('a2', 'merge', 'api', { value: 'a2' }, { order: 2 }),
      attach('a1', 'merge', 'api', { value: 'a1' }, { order: 1 }),
      attach('p', 'merge', 'project', { value: 'p' }, { order: 9 }),
    ];
    expect(transformer(attachments, 'service')).toMatchObject({
      sources: ['p', 'a1', 'a2'],
      config: { add: { headers: ['X-Tag:p+a1+a2'] } },
    });
    expect(transformer(attachments, 'route')?.config).toEqual({ add: { headers: ['X-Tag:p+a1+a2+o'] } });
    const steps = compile(attachments).explanation.operations[0]?.steps ?? [];
    expect(new Set(steps.filter((step) => step.policy === 'merge').map((step) => step.relation))).toEqual(
      new Set(['MERGED']),
    );
  });

  it('a merged configuration that breaks the schema is a conflict at the attachment that was added', () => {
    const half = 'x'.repeat(15);
    expect(
      codes([attach('p', 'merge', 'project', { value: half }), attach('a', 'merge', 'api', { value: half })]),
    ).toEqual([['ERROR', 'POLICY_CONFLICT', 'a', 'value']]);
  });

  it('a refusing policy is refused twice in one line, an overriding one twice at one scope', () => {
    const refused = [
      attach('p', 'refuse', 'project', { value: 'p' }),
      attach('o', 'refuse', 'operation', { value: 'o' }),
    ];
    expect(codes(refused)).toEqual([['ERROR', 'POLICY_CONFLICT', 'o', null]]);
    const twice = [
      attach('a1', 'override', 'api', { value: '1' }),
      attach('a2', 'override', 'api', { value: '2' }),
    ];
    expect(codes(twice)).toEqual([['ERROR', 'POLICY_CONFLICT', 'a2', null]]);
  });

  it('two policies share a request-transformer unless they change the same header', () => {
    const one = attach('a1', 'override', 'api', { name: 'X-One', value: '1' });
    const two = attach('a2', 'other', 'api', { name: 'X-Two', value: '2' });
    expect(transformer([one, two], 'service')).toMatchObject({
      sources: ['a1', 'a2'],
      config: { add: { headers: ['X-One:1', 'X-Two:2'] } },
    });
    expect(codes([one, { ...two, configuration: { name: 'x-one', value: '2' } }])).toEqual([
      ['ERROR', 'POLICY_CONFLICT', 'a2', null],
    ]);
  });

  it('a route repeats nothing that it inherits unchanged', () => {
    const { plugins } = compile([
      attach('a', 'override', 'api', { value: '1' }),
      attach('o', 'optional', 'operation', { status: 418 }),
    ]);
    expect(plugins.filter((plugin) => plugin.place === 'route').map((plugin) => plugin.name)).toEqual([
      'request-termination',
    ]);
  });

  it('an operation that would have to switch a plugin of its API off is refused', () => {
    expect(
      codes([attach('a', 'optional', 'api', { status: 503 }), attach('o', 'optional', 'operation', {})]),
    ).toEqual([['ERROR', 'POLICY_CONFLICT', 'o', null]]);
  });
});

describe('functions', () => {
  it('the code of a place is one plugin in order, the platform first, inherited code before own', () => {
    const { plugins } = compile([
      attach('a', 'override', 'api', { name: 'X-One', value: 'of api' }),
      attach('o', 'other', 'operation', { name: 'X-Two', value: 'of operation' }),
    ]);
    const route = plugins.find((plugin) => plugin.name === 'pre-function' && plugin.place === 'route');
    const access = route?.config['access'] as string[];
    expect(access).toHaveLength(4);
    expect(access[0]).toContain('set_path');
    expect(access[1]).toContain('x-apim-key-digest');
    expect(access[2]).toContain('of api');
    expect(access[3]).toContain('of operation');
    for (const chunk of access)
      expect(luaGlobals(chunk).filter((name) => !sandboxGlobals.has(name))).toEqual([]);
  });
});

describe('bad input', () => {
  it('every error is reported with its path, and the API is closed', () => {
    const result = compile([
      attach('1', 'nobody', 'api', {}),
      attach('2', 'override', 'api', { value: 7, colour: 'red' }),
      attach('3', 'optional', 'project', {}),
      attach('4', 'optional', 'api', {}, { version: '1.0.0' }),
    ]);
    expect(result.diagnostics.map(({ code, attachmentId, path }) => [code, attachmentId, path])).toEqual([
      ['POLICY_CONFIGURATION_INVALID', '3', null],
      ['POLICY_UNKNOWN', '1', null],
      ['POLICY_CONFIGURATION_INVALID', '2', 'value'],
      ['POLICY_CONFIGURATION_INVALID', '2', 'colour'],
      ['POLICY_UNKNOWN', '4', null],
    ]);
    expect(result.plugins).toMatchObject([
      { place: 'service', name: 'request-termination', config: { status_code: 503 } },
    ]);
  });

  it('what is attached elsewhere has no effect and is a warning; what is disabled is ignored', () => {
    const elsewhere = attach(
      'x',
      'override',
      'operation',
      { value: '1' },
      { scope: { kind: 'operation', id: 'gone' } },
    );
    const disabled = attach('d', 'nobody', 'api', {}, { enabled: false });
    expect(codes([elsewhere, disabled])).toEqual([['WARNING', 'POLICY_CONFIGURATION_INVALID', 'x', null]]);
    expect(compile([elsewhere, disabled]).plugins).toEqual(compile([]).plugins);
  });
});

it('the same input gives the same bytes in any order of attachments', () => {
  const attachments = [
    attach('p', 'merge', 'project', { name: 'X-M', value: 'p' }),
    attach('a1', 'merge', 'api', { name: 'X-M', value: 'a1' }),
    attach('a2', 'merge', 'api', { name: 'X-M', value: 'a2' }),
    attach('o', 'override', 'operation', { name: 'X-O', value: 'o' }),
    attach('a3', 'other', 'api', { name: 'X-A', value: 'a3' }),
    attach('bad', 'nobody', 'project', {}),
  ];
  const expected = JSON.stringify(compile(attachments));
  fc.assert(
    fc.property(fc.shuffledSubarray(attachments, { minLength: attachments.length }), (shuffled) => {
      expect(JSON.stringify(compile(shuffled))).toBe(expected);
    }),
  );
});

it('a step of the platform comes first and steps follow the priorities of Kong', () => {
  const steps = compile([
    attach('a', 'override', 'api', { value: '1' }),
    attach('t', 'optional', 'api', { status: 418 }),
  ]).explanation.operations[0]?.steps;
  expect(steps?.map((step) => [step.order, step.plugin, step.origin.kind])).toEqual([
    [1, 'pre-function', 'platform'],
    [2, 'pre-function', 'platform'],
    [3, 'pre-function', 'api'],
    [4, 'request-transformer', 'api'],
    [5, 'request-termination', 'api'],
  ]);
});

it('the explanation of one operation is the same alone as among all', () => {
  const api = { id: 'A', projectId: 'P', organizationId: 'O', basePath: '/shop', upstreamPath: '/' };
  const attachments = [
    attach('p', 'merge', 'project', { value: 'p' }),
    attach('o1', 'merge', 'operation', { value: 'o' }),
    attach(
      'o2',
      'override',
      'operation',
      { value: '2', name: 'X-2' },
      { scope: { kind: 'operation', id: 'o2' } },
    ),
  ];
  const input = { api, operations, attachments, registry };
  const all = explainApi(input);
  for (const operation of all.operations) {
    expect(explainApi(input, { operationKey: operation.key })).toEqual({ ...all, operations: [operation] });
  }
  expect(explainApi(input, { operationKey: 'GET /nowhere' }).operations).toEqual([]);
});
