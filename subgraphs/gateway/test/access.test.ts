import { anonymous } from '@apim/kit/actor';
import { service } from '@apim/kit/testing/actors';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeOf, documentOf, IMPORT, importAs, startGatewayManager, type GatewayManager } from './harness.ts';

let manager: GatewayManager;
beforeAll(async () => void (manager = await startGatewayManager()));
afterAll(() => manager.stop());

const importOurs = (input: object) =>
  importAs(manager, manager.actors.publisher, { projectId: manager.ours.projectId, ...input });
describe('who may do what', () => {
  it('a viewer reads and is refused writes; nobody signed in is nobody', async () => {
    const { imported } = await importOurs({ slug: 'seen', document: documentOf({ '/a': ['get'] }) });
    const { viewer } = manager.actors;
    const query = 'query ($id: ID!) { api(id: $id) { slug project { id } } }';
    expect((await manager.ask(viewer, query, { id: imported?.api.id })).data).toEqual({
      api: { slug: 'seen', project: { id: manager.ours.projectId } },
    });
    const input = { projectId: manager.ours.projectId, document: documentOf({}) };
    expect(await codeOf(manager.ask(viewer, IMPORT, { input }))).toBe('FORBIDDEN');
    expect(
      await codeOf(
        manager.ask(viewer, 'mutation ($id: ID!) { deleteApi(id: $id) }', { id: imported?.api.id }),
      ),
    ).toBe('FORBIDDEN');
    expect(await codeOf(manager.ask(anonymous, query, { id: imported?.api.id }))).toBe('UNAUTHENTICATED');
    const environment = 'mutation { createEnvironment(input: { name: "X1", audience: PUBLIC }) { id } }';
    expect(await codeOf(manager.ask(manager.actors.publisher, environment))).toBe('FORBIDDEN');
    expect(await codeOf(manager.ask(manager.actors.operator, '{ apiReference(id: "x") { id } }'))).toBe(
      'FORBIDDEN',
    );
  });

  it('another organisation’s ids answer exactly as random ones, everywhere', async () => {
    const { imported } = await importOurs({ slug: 'hidden', document: documentOf({ '/a': ['get'] }) });
    const apiId = imported?.api.id as string;
    const fields = (id: string): [string, object][] => [
      ['query ($id: ID!) { api(id: $id) { id } }', { id }],
      ['query ($id: ID!) { deployment(id: $id) { id } }', { id }],
      ['query ($id: ID!) { deploymentPlan(apiId: $id, environment: "DEV") { hash } }', { id }],
      ['mutation ($id: ID!) { deleteApi(id: $id) }', { id }],
      [
        'mutation ($id: ID!) { updateApi(input: { id: $id, expectedRevision: 1, name: "x" }) { id } }',
        { id },
      ],
      ['mutation ($id: ID!) { deployApi(input: { apiId: $id, environment: "DEV" }) { id } }', { id }],
      ['mutation ($id: ID!) { undeployApi(input: { apiId: $id, environment: "DEV" }) }', { id }],
    ];
    const random = uuid();
    const { stranger } = manager.actors;
    for (const [index, [query, variables]] of fields(apiId).entries()) {
      const foreign = await manager.ask(stranger, query, { ...variables });
      const absent = await manager.ask(
        stranger,
        ...(fields(random)[index] as [string, Record<string, unknown>]),
      );
      expect(JSON.stringify(foreign).replaceAll(apiId, random)).toBe(JSON.stringify(absent));
      expect(foreign.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    }
    const bySlug = 'query ($id: ID!) { api(projectId: $id, slug: "hidden") { id } }';
    for (const id of [manager.ours.projectId, uuid()]) {
      expect(await manager.ask(stranger, bySlug, { id })).toEqual({ data: { api: null } });
    }
    const list = 'query ($id: ID!, $after: String) { apis(projectId: $id, after: $after) { nodes { id } } }';
    const after = Buffer.from(apiId).toString('base64url');
    expect((await manager.ask(stranger, list, { id: manager.ours.projectId, after })).data).toEqual({
      apis: { nodes: [] },
    });
    const entities =
      'query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on Api { slug } } }';
    const r = [
      { __typename: 'Api', id: apiId },
      { __typename: 'Operation', id: imported?.api.operations[0]?.id },
    ];
    expect((await manager.ask(stranger, entities, { r })).data).toEqual({ _entities: [null, null] });
    const { error } = await importAs(manager, stranger, {
      projectId: manager.ours.projectId,
      document: documentOf({}),
    });
    expect(error?.extensions.code).toBe('NOT_FOUND');
  });

  it('other managers read references within the organisation they work for', async () => {
    const { imported } = await importOurs({ slug: 'referred', document: documentOf({ '/a': ['get'] }) });
    const query = 'query ($id: ID!) { apiReference(id: $id) { slug basePath document operations { key } } }';
    const id = imported?.api.id;
    const { data } = await manager.ask(service('portal', manager.ours.id), query, { id });
    expect(data).toMatchObject({
      apiReference: { slug: 'referred', basePath: '/referred', operations: [{ key: 'GET /a' }] },
    });
    expect(await codeOf(manager.ask(service('portal', manager.theirs.id), query, { id }))).toBe('NOT_FOUND');
    const operation = 'query ($id: ID!) { operationReference(id: $id) { apiId key projectId } }';
    const own = { id: imported?.api.operations[0]?.id };
    expect((await manager.ask(service('policy', manager.ours.id), operation, own)).data).toEqual({
      operationReference: { apiId: id, key: 'GET /a', projectId: manager.ours.projectId },
    });
  });
});

describe('environments', () => {
  it('are made by the operator; Admin API addresses are for the operator alone', async () => {
    const { operator, viewer } = manager.actors;
    const create =
      'mutation ($input: CreateEnvironmentInput!) { createEnvironment(input: $input) { name audience } }';
    const input = { name: 'DEV', audience: 'INTERNAL' };
    expect((await manager.ask(operator, create, { input })).data).toEqual({ createEnvironment: input });
    expect(await codeOf(manager.ask(operator, create, { input }))).toBe('CONFLICT');
    const gateway =
      'mutation ($input: CreateGatewayInput!) { createGateway(input: $input) { id driftedUnits } }';
    const addresses = { adminUrl: 'http://127.0.0.1:1', proxyUrl: 'http://127.0.0.1:2', mode: 'DATABASE' };
    const made = await manager.ask(operator, gateway, {
      input: { environment: 'DEV', name: 'one', ...addresses },
    });
    expect(made.errors).toBeUndefined();
    expect(
      await codeOf(
        manager.ask(operator, gateway, { input: { environment: 'NO', name: 'two', ...addresses } }),
      ),
    ).toBe('NOT_FOUND');
    const list = '{ environments { name gateways { name mode adminUrl health { status error } } } }';
    const one = {
      name: 'one',
      mode: 'DATABASE',
      health: { status: 'DOWN', error: expect.any(String) as string },
    };
    expect((await manager.ask(viewer, list)).data).toEqual({
      environments: [{ name: 'DEV', gateways: [{ ...one, adminUrl: null }] }],
    });
    expect((await manager.ask(operator, list)).data).toMatchObject({
      environments: [{ gateways: [{ adminUrl: 'http://127.0.0.1:1' }] }],
    });
  });
});
