import { anonymous } from '@apim/kit/actor';
import { service } from '@apim/kit/testing/actors';
import { graphqlClient } from '@apim/kit/testing/graphql-client';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureEnvironments } from '../src/seed.ts';
import { documentOf, IMPORT, startGatewayManager, type GatewayManager } from './harness.ts';

let manager: GatewayManager;
beforeAll(async () => void (manager = await startGatewayManager()));
afterAll(() => manager.stop());

interface Imported {
  created: boolean;
  operationsAdded: string[];
  operationsRemoved: string[];
  warnings: string[];
  api: {
    id: string;
    slug: string;
    basePath: string;
    revision: number;
    operations: { id: string; key: string }[];
  };
}

const importAs = async (actor: Parameters<GatewayManager['ask']>[0], input: object) => {
  const { data, errors } = await manager.ask(actor, IMPORT, { input });
  return { imported: (data as unknown as { importApi: Imported } | null)?.importApi, error: errors?.[0] };
};
const importOurs = (input: object) =>
  importAs(manager.actors.publisher, { projectId: manager.ours.projectId, ...input });
const importTheirs = (input: object) =>
  importAs(manager.actors.stranger, { projectId: manager.theirs.projectId, ...input });
const codeOf = async (answer: Promise<{ errors?: { extensions: { code: string } }[] }>) =>
  (await answer).errors?.[0]?.extensions.code;

describe('importing an API', () => {
  it('creates it, and the same slug again updates it with the ids of the operations that remain', async () => {
    const first = await importOurs({
      document: documentOf({ '/orders': ['get', 'post'], '/orders/{id}': ['get'] }),
    });
    expect(first.imported).toMatchObject({
      created: true,
      operationsAdded: ['GET /orders', 'POST /orders', 'GET /orders/{id}'],
      api: { slug: 'orders', basePath: '/orders', upstreamUrl: 'https://orders.example.com/v1', revision: 1 },
    });
    const second = await importOurs({
      slug: 'orders',
      document: documentOf({ '/orders/{id}': ['get', 'delete'], '/orders': ['get'] }),
    });
    expect(second.imported).toMatchObject({
      created: false,
      operationsAdded: ['DELETE /orders/{id}'],
      operationsRemoved: ['POST /orders'],
      api: { id: first.imported?.api.id, revision: 2 },
    });
    const idOf = ({ imported }: typeof first, key: string) =>
      imported?.api.operations.find((operation) => operation.key === key)?.id;
    expect(idOf(second, 'GET /orders')).toBe(idOf(first, 'GET /orders'));
    expect(second.imported?.api.operations.map(({ key }) => key)).toEqual([
      'GET /orders/{id}',
      'DELETE /orders/{id}',
      'GET /orders',
    ]);
  });

  it('keeps the text as it came, however large', async () => {
    const padding = Array.from({ length: 300_000 }, (_, index) => `${index}-${Math.sin(index)}`);
    const document = documentOf({ '/large': ['get'] }, { 'x-padding': padding });
    const { imported, error } = await importOurs({ slug: 'large', document });
    expect(error).toBeUndefined();
    const { data } = await manager.ask(
      manager.actors.viewer,
      'query ($id: ID!) { api(id: $id) { document documentFormat } }',
      {
        id: imported?.api.id,
      },
    );
    expect(data).toEqual({ api: { document, documentFormat: 'JSON' } });
  });

  it('takes thousands of operations', async () => {
    const paths = Object.fromEntries(
      Array.from({ length: 3_000 }, (_, index) => [`/path-${index}/{id}`, ['get', 'put']]),
    );
    const { imported, error } = await importOurs({ slug: 'many', document: documentOf(paths) });
    expect(error).toBeUndefined();
    expect(imported?.api.operations).toHaveLength(6_000);
  });

  it.each([
    ['a document that is not OpenAPI', { document: '{}' }, 'DOCUMENT_NOT_OPENAPI', 'input.document'],
    [
      'a relative server',
      { document: documentOf({}, { servers: [{ url: '/v1' }] }) },
      'SERVER_RELATIVE',
      'input.upstreamUrl',
    ],
    ['a private upstream', { upstreamUrl: 'http://127.1:8001' }, 'UPSTREAM_FORBIDDEN', 'input.upstreamUrl'],
    [
      'a private server in the document',
      { document: documentOf({}, { servers: [{ url: 'http://10.0.0.1' }] }) },
      'UPSTREAM_FORBIDDEN',
      'input.upstreamUrl',
    ],
    ['a bad slug', { slug: 'No Slug' }, 'INVALID_INPUT', 'input.slug'],
    ['a base path with a dot segment', { basePath: '/a/../b' }, 'INVALID_INPUT', 'input.basePath'],
    ['a base path with an encoding', { basePath: '/a%2fb' }, 'INVALID_INPUT', 'input.basePath'],
    ['the root as base path', { basePath: '/' }, 'INVALID_INPUT', 'input.basePath'],
    ['the platform’s own path', { basePath: '/.apim/generation' }, 'INVALID_INPUT', 'input.basePath'],
  ])('refuses %s and leaves nothing behind', async (_name, input, code, field) => {
    const { error } = await importOurs({
      document: documentOf({ '/a': ['get'] }),
      slug: 'refused',
      ...input,
    });
    expect(error?.extensions).toMatchObject({ code, field, remedy: expect.any(String) as string });
    expect(await manager.rows.api.count({ where: { slug: 'refused' } })).toBe(0);
  });

  it('refuses the gateways’ Admin APIs and the managers as upstreams, by whatever name they have', async () => {
    await ensureEnvironments(manager.databaseUrl, {
      environments: [{ name: 'ADM', audience: 'INTERNAL' }],
      gateway: {
        environment: 'ADM',
        name: 'adm',
        adminUrl: 'https://kong-admin.example.com:8444',
        proxyUrl: 'https://api.example.com',
        mode: 'DATABASE',
      },
    });
    const { error } = await importOurs({
      document: documentOf({}),
      slug: 'refused',
      upstreamUrl: 'https://kong-admin.example.com:8444/services',
    });
    expect(error?.extensions.code).toBe('UPSTREAM_FORBIDDEN');
    await manager.rows.gateway.deleteMany();
    await manager.rows.environment.deleteMany();
  });

  it('changes nothing by fields that the input does not declare', async () => {
    const { error } = await importOurs({
      document: documentOf({}),
      slug: 'refused',
      organizationId: uuid(),
      state: 'PUBLISHED',
    });
    expect(error?.message).toMatch(/organizationId|state/);
  });
});

describe('base paths', () => {
  it('are refused where they equal, contain or are contained by another organisation’s, without saying whose', async () => {
    await importOurs({ slug: 'claims', basePath: '/shop/v1', document: documentOf({ '/a': ['get'] }) });
    for (const basePath of ['/shop/v1', '/shop', '/shop/v1/orders']) {
      const { error } = await importTheirs({
        slug: 'claims',
        basePath,
        document: documentOf({ '/a': ['get'] }),
      });
      expect(error?.extensions).toMatchObject({ code: 'ROUTE_TAKEN', field: 'input.basePath' });
      expect(JSON.stringify(error)).not.toContain(manager.ours.id);
    }
    for (const basePath of ['/shop/v2', '/shop-v1', '/shopping']) {
      const { error } = await importTheirs({
        slug: basePath.replaceAll('/', 'x'),
        basePath,
        document: documentOf({}),
      });
      expect(error).toBeUndefined();
    }
  });

  it('go to one of two who claim overlapping ones at once', async () => {
    const outcomes = await Promise.all(
      ['/race/a', '/race', '/race/a/b', '/race/a'].map((basePath, index) =>
        importTheirs({ slug: `race-${index}`, basePath, document: documentOf({}) }),
      ),
    );
    const codes = outcomes.map(({ error }) => error?.extensions.code);
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'ROUTE_TAKEN')).toHaveLength(3);
  });
});

describe('editing an API', () => {
  const UPDATE = 'mutation ($input: UpdateApiInput!) { updateApi(input: $input) { name revision } }';

  it('refuses the second of two editors with the revision to read', async () => {
    const { imported } = await importOurs({ slug: 'edited', document: documentOf({ '/a': ['get'] }) });
    const input = { id: imported?.api.id, expectedRevision: 1 };
    const { publisher } = manager.actors;
    expect((await manager.ask(publisher, UPDATE, { input: { ...input, name: 'One' } })).data).toEqual({
      updateApi: { name: 'One', revision: 2 },
    });
    const { errors } = await manager.ask(publisher, UPDATE, { input: { ...input, name: 'Two' } });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'EDIT_CONFLICT', details: { revision: 2 } });
  });

  it('checks a new upstream as an import does', async () => {
    const { imported } = await importOurs({ slug: 'moved', document: documentOf({ '/a': ['get'] }) });
    const input = { id: imported?.api.id, expectedRevision: 1, upstreamUrl: 'http://169.254.169.254/' };
    expect(await codeOf(manager.ask(manager.actors.publisher, UPDATE, { input }))).toBe('UPSTREAM_FORBIDDEN');
  });
});

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
    const { error } = await importAs(stranger, {
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

  it('a request without a signed actor, or with one of a part that is not trusted, is answered 401', async () => {
    const unsigned = await fetch(`${manager.url}/graphql`, {
      method: 'POST',
      body: '{"query":"{ _service { sdl } }"}',
    });
    expect(unsigned.status).toBe(401);
    const foreign = graphqlClient(manager.url, 'tenant', await manager.keys.signer('bff'));
    expect((await foreign(manager.actors.viewer, '{ _service { sdl } }')).errors?.[0]?.extensions.code).toBe(
      'UNAUTHENTICATED',
    );
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
