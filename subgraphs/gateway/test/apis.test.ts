import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureEnvironments } from '../src/seed.ts';
import { codeOf, documentOf, importAs, startGatewayManager, type GatewayManager } from './harness.ts';

let manager: GatewayManager;
beforeAll(async () => void (manager = await startGatewayManager()));
afterAll(() => manager.stop());

const importOurs = (input: object) =>
  importAs(manager, manager.actors.publisher, { projectId: manager.ours.projectId, ...input });
const importTheirs = (input: object) =>
  importAs(manager, manager.actors.stranger, { projectId: manager.theirs.projectId, ...input });
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

  it('refuses another document whose title makes the slug of an API that it shares nothing with', async () => {
    const titled = (paths: Record<string, string[]>) =>
      documentOf(paths, { info: { title: 'Shared Title', version: '1' } });
    const { imported } = await importOurs({ document: titled({ '/a': ['get'], '/b': ['get'] }) });
    expect(imported?.api.slug).toBe('shared-title');
    const { error } = await importOurs({ document: titled({ '/other': ['get'] }) });
    expect(error?.extensions).toMatchObject({
      code: 'CONFLICT',
      field: 'input.slug',
      remedy: expect.stringContaining('shared-title') as string,
    });
    const next = await importOurs({ document: titled({ '/b': ['get'] }) });
    expect(next.imported?.created).toBe(false);
    const meant = await importOurs({ slug: 'shared-title', document: titled({ '/other': ['get'] }) });
    expect(meant.imported?.created).toBe(false);
  });

  it('sends no traffic elsewhere by a next version that names no upstream, and says so', async () => {
    const document = documentOf({ '/a': ['get'] });
    await importOurs({ slug: 'kept', document, upstreamUrl: 'https://given.example.com' });
    const again = await importOurs({ slug: 'kept', document });
    expect(again.imported).toMatchObject({ api: { upstreamUrl: 'https://given.example.com' } });
    expect(again.imported?.warnings).toEqual([
      expect.stringMatching(/orders\.example\.com\/v1; the API keeps its upstream https:\/\/given/),
    ]);
    const upstreamUrl = 'https://orders.example.com/v1';
    const moved = await importOurs({ slug: 'kept', document, upstreamUrl });
    expect(moved.imported).toMatchObject({ warnings: [], api: { upstreamUrl } });
  });

  it.each([
    ['Café Ørders – Über', 'cafe-rders-uber'],
    ['Board of Higher Secondary Examination, Kerala', 'board-of-higher-secondary-examination'],
    ['x'.repeat(60), 'x'.repeat(40)],
  ])('makes the slug of a title, %s, out of whole words', async (title, slug) => {
    const document = documentOf({ '/a': ['get'] }, { info: { title, version: '1' } });
    expect((await importOurs({ document })).imported?.api.slug).toBe(slug);
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
