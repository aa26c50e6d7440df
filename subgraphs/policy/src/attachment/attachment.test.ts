import { anonymous, type ActorClaims } from '@apim/kit/actor';
import { member } from '@apim/kit/testing/actors';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf, startPolicy, type PolicyManager } from '../../test/policy.ts';

let manager: PolicyManager;
beforeAll(async () => void (manager = await startPolicy()));
afterAll(() => manager.stop());

const limit = { minute: 100 };
const update = (actor: ActorClaims, input: Record<string, unknown>) =>
  manager.ask(
    actor,
    `mutation ($input: UpdateAttachmentInput!) { updateAttachment(input: $input) {
      version order enabled configuration } }`,
    { input },
  );
const detach = (actor: ActorClaims, id: string, expectedVersion: number) =>
  manager.ask(actor, 'mutation ($input: DetachPolicyInput!) { detachPolicy(input: $input) }', {
    input: { id, expectedVersion },
  });
const read = (actor: ActorClaims, id: string) =>
  manager.ask(actor, 'query ($id: ID!) { attachment(id: $id) { id } }', { id });

describe('attaching a policy', () => {
  it('is possible at a project, an API and an operation', async () => {
    const { owner, viewer, organizationId, projectId, apiId, operations } = manager.tenant();
    const scopes = [
      ['PROJECT', projectId],
      ['API', apiId],
      ['OPERATION', operations[0]!.id],
    ] as const;
    for (const [kind, id] of scopes) {
      const { data, errors } = await manager.attach(owner, 'rate-limit', kind, id, limit, 3);
      expect(errors).toBeUndefined();
      expect(data.attachPolicy).toEqual({
        id: expect.any(String),
        version: 1,
        order: 3,
        enabled: true,
        configuration: limit,
        policyVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        scope: { kind, id },
        policy: { name: 'rate-limit', title: 'Rate limit' },
      });
      expect((await read(viewer, data.attachPolicy.id)).errors).toBeUndefined();
    }
    const audit = await manager.database.auditEvent.findMany({ where: { organizationId } });
    expect(audit.map(({ action, subject }) => [action, subject])).toEqual([
      ['policy.attached', projectId],
      ['policy.attached', apiId],
      ['policy.attached', apiId],
    ]);
  });

  it('names every field of a configuration that is wrong, and stores nothing', async () => {
    const { owner, organizationId, apiId } = manager.tenant();
    const { errors } = await manager.attach(owner, 'header-injection', 'API', apiId, {
      set: [{ name: 'bad name', value: 'x' }],
      unknown: true,
    });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'POLICY_CONFIGURATION_INVALID',
      field: 'input.configuration.set[0].name',
      details: {
        issues: [
          { field: 'input.configuration.set[0].name', message: expect.any(String) },
          { field: 'input.configuration.unknown', message: expect.any(String) },
        ],
      },
    });
    expect(await manager.database.policyAttachment.count({ where: { organizationId } })).toBe(0);
    expect(await manager.database.auditEvent.count({ where: { organizationId } })).toBe(0);
  });

  it.each([
    ['a number out of range', { minute: 0 }, 'input.configuration.minute'],
    ['a wrong type', { minute: 'many' }, 'input.configuration.minute'],
    ['no object', [1], 'input.configuration'],
    ['nothing', null, undefined],
  ])('is refused with %s as configuration', async (_what, configuration, field) => {
    const { owner, apiId } = manager.tenant();
    const error = errorOf(await manager.attach(owner, 'rate-limit', 'API', apiId, configuration));
    expect(error?.field).toBe(field);
    expect(error?.code).toMatch(/POLICY_CONFIGURATION_INVALID|INVALID_INPUT/);
  });

  it('refuses keys that could reach a prototype', async () => {
    const { owner, apiId } = manager.tenant();
    const configuration = JSON.parse('{"minute":1,"__proto__":{"polluted":true}}') as unknown;
    const answer = await manager.attach(owner, 'rate-limit', 'API', apiId, configuration);
    expect(errorOf(answer)?.code).toBe('INVALID_INPUT');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('refuses a policy that does not exist, naming those that do', async () => {
    const { owner, apiId } = manager.tenant();
    const { errors } = await manager.attach(owner, 'rate-limits', 'API', apiId, limit);
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'POLICY_UNKNOWN',
      field: 'input.policy',
      details: { policies: expect.arrayContaining(['rate-limit']) },
    });
  });

  it.each([-1, 1_001])('is refused with the order %d', async (order) => {
    const { owner, apiId } = manager.tenant();
    const answer = await manager.attach(owner, 'rate-limit', 'API', apiId, limit, order);
    expect(errorOf(answer)).toMatchObject({ code: 'INVALID_INPUT', field: 'input.order' });
  });

  it('is refused to who lacks the permission at that project, and to visitors', async () => {
    const { viewer, publisher, organizationId, apiId } = manager.tenant();
    const attach = (actor: ActorClaims) => manager.attach(actor, 'rate-limit', 'API', apiId, limit);
    expect(errorOf(await attach(viewer))?.code).toBe('FORBIDDEN');
    expect(errorOf(await attach(anonymous))?.code).toBe('UNAUTHENTICATED');
    const elsewhere = member(organizationId, 'project-publisher', uuid());
    expect(errorOf(await attach(elsewhere))?.code).toBe('NOT_FOUND');
    expect((await attach(publisher)).errors).toBeUndefined();
  });

  it.each(['PROJECT', 'API', 'OPERATION'])(
    'answers for another organisation’s %s exactly as for a random id',
    async (kind) => {
      const { owner } = manager.tenant();
      const other = manager.tenant();
      const ids = { PROJECT: other.projectId, API: other.apiId, OPERATION: other.operations[0]!.id };
      const id = ids[kind as keyof typeof ids];
      const random = uuid();
      const foreign = errorOf(await manager.attach(owner, 'rate-limit', kind, id, limit));
      const unknown = errorOf(await manager.attach(owner, 'rate-limit', kind, random, limit));
      expect(foreign?.code).toBe('NOT_FOUND');
      expect(foreign?.message.replace(id, random)).toBe(unknown?.message);
    },
  );
});

describe('changing an attachment', () => {
  const attached = async () => {
    const tenant = manager.tenant();
    const { data } = await manager.attach(tenant.owner, 'rate-limit', 'API', tenant.apiId, limit);
    return { ...tenant, id: data.attachPolicy.id };
  };

  it('replaces what is given and raises its version', async () => {
    const { publisher, id } = await attached();
    const first = await update(publisher, { id, expectedVersion: 1, enabled: false, order: 7 });
    expect(first.data).toEqual({
      updateAttachment: { version: 2, order: 7, enabled: false, configuration: limit },
    });
    const second = await update(publisher, { id, expectedVersion: 2, configuration: { hour: 5 } });
    expect(second.data).toMatchObject({
      updateAttachment: { version: 3, order: 7, configuration: { hour: 5 } },
    });
  });

  it('checks the new configuration like the first one', async () => {
    const { owner, id } = await attached();
    const answer = await update(owner, { id, expectedVersion: 1, configuration: { minute: -1 } });
    expect(errorOf(answer)).toMatchObject({
      code: 'POLICY_CONFIGURATION_INVALID',
      field: 'input.configuration.minute',
    });
  });

  it('lets one of two win who edit at once; the other learns the version', async () => {
    const { owner, id } = await attached();
    const answers = await Promise.all(
      [10, 20, 30].map((minute) => update(owner, { id, expectedVersion: 1, configuration: { minute } })),
    );
    const refused = answers.filter(({ errors }) => errors);
    expect(refused.map(errorOf)).toMatchObject([{ code: 'EDIT_CONFLICT' }, { code: 'EDIT_CONFLICT' }]);
    const { errors } = await update(owner, { id, expectedVersion: 1, enabled: false });
    expect(errors?.[0]?.extensions.details).toEqual({ expectedVersion: 1, version: 2 });
    expect(errorOf(await detach(owner, id, 1))?.code).toBe('EDIT_CONFLICT');
  });

  it('ends with its detachment', async () => {
    const { owner, id } = await attached();
    expect((await detach(owner, id, 1)).data).toEqual({ detachPolicy: true });
    expect(errorOf(await detach(owner, id, 1))?.code).toBe('NOT_FOUND');
    expect(errorOf(await read(owner, id))?.code).toBe('NOT_FOUND');
  });

  it.each(['', 'ü', '💥', 'x'.repeat(1_000)])('is not found by the id %j', async (id) => {
    const { owner } = manager.tenant();
    expect(errorOf(await read(owner, id))?.code).toBe('NOT_FOUND');
    expect(errorOf(await detach(owner, id, 1))?.code).toBe('NOT_FOUND');
  });

  it('is refused to who lacks the permission', async () => {
    const { viewer, id } = await attached();
    expect(errorOf(await update(viewer, { id, expectedVersion: 1, enabled: false }))?.code).toBe('FORBIDDEN');
    expect(errorOf(await detach(viewer, id, 1))?.code).toBe('FORBIDDEN');
  });

  it('of another organisation, or of a project without a grant, is answered for as a random id', async () => {
    const { id, organizationId } = await attached();
    const outsiders = [manager.tenant().owner, member(organizationId, 'project-publisher', uuid())];
    const random = uuid();
    for (const actor of outsiders) {
      const attempts = [
        (at: string) => read(actor, at),
        (at: string) => update(actor, { id: at, expectedVersion: 1, enabled: false }),
        (at: string) => detach(actor, at, 1),
      ];
      for (const attempt of attempts) {
        const foreign = errorOf(await attempt(id));
        const unknown = errorOf(await attempt(random));
        expect(foreign?.code).toBe('NOT_FOUND');
        expect(foreign?.message.replace(id, random)).toBe(unknown?.message);
      }
    }
  });
});

describe('what is attached to a scope', () => {
  const QUERY = `query ($project: ID!, $api: ID!, $operation: ID!) { _entities(representations: [
      { __typename: "Project", id: $project }, { __typename: "Api", id: $api },
      { __typename: "Operation", id: $operation } ]) {
    ... on Project { attachments { order } } ... on Api { attachments { order } }
    ... on Operation { attachments { order } } } }`;

  it('is read at that scope alone, in order, by those who may', async () => {
    const { owner, viewer, organizationId, projectId, apiId, operations } = manager.tenant();
    const operation = operations[0]!.id;
    await manager.attach(owner, 'rate-limit', 'PROJECT', projectId, limit, 1);
    await manager.attach(owner, 'ip-filter', 'API', apiId, { deny: ['10.0.0.1'] }, 3);
    await manager.attach(owner, 'rate-limit', 'API', apiId, limit, 2);
    await manager.attach(owner, 'rate-limit', 'OPERATION', operation, limit, 4);
    const variables = { project: projectId, api: apiId, operation };
    const orders = (...lists: number[][]) => ({
      _entities: lists.map((list) => ({ attachments: list.map((order) => ({ order })) })),
    });
    expect((await manager.ask(viewer, QUERY, variables)).data).toEqual(orders([1], [2, 3], [4]));
    const outsiders = [manager.tenant().owner, member(organizationId, 'viewer', uuid())];
    for (const outsider of outsiders) {
      expect((await manager.ask(outsider, QUERY, variables)).data).toEqual(orders([], [], []));
    }
    const visitor = await manager.ask(anonymous, QUERY, variables);
    expect(visitor.data).toEqual({ _entities: [1, 2, 3].map(() => ({ attachments: null })) });
    expect(errorOf(visitor)?.code).toBe('UNAUTHENTICATED');
  });

  it('is no entity for another organisation', async () => {
    const { owner, viewer, apiId } = manager.tenant();
    const { data } = await manager.attach(owner, 'rate-limit', 'API', apiId, limit);
    const query = `query ($id: ID!) { _entities(representations: [{ __typename: "PolicyAttachment", id: $id }]) {
      ... on PolicyAttachment { order configuration } } }`;
    const { id } = data.attachPolicy;
    expect((await manager.ask(viewer, query, { id })).data).toEqual({
      _entities: [{ order: 0, configuration: limit }],
    });
    for (const outsider of [manager.tenant().owner, anonymous]) {
      expect((await manager.ask(outsider, query, { id })).data).toEqual({ _entities: [null] });
    }
  });
});
