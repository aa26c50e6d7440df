import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  applyDeclarative,
  createKongAdminClient,
  toDeclarative,
  type EntitySet,
  type KongAdminClient,
} from '../src/index.ts';
import { desiredOf, type Shape } from './desired.ts';
import { errorShape, recordingsPresent } from './recordings.ts';

const gatewayId = 'g1';
const shape: Shape = {
  apis: [{ key: 1, port: 1, guard: true, operations: [{ key: 1, guard: true, methods: ['GET'] }] }],
  applications: [{ key: 1, keys: [1], groups: [1] }],
  upstreams: [],
};
const desired: EntitySet = desiredOf(gatewayId, shape);
const open: { server?: Server; client?: KongAdminClient; posts: Record<string, unknown>[]; hash: string } = {
  posts: [],
  hash: '1',
};

/** A DB-less gateway that answers POST /config as given, and lists what it is given to hold. */
async function dbless(
  config: (flattened: boolean) => { status: number; body: string },
  held: unknown[] = [],
): Promise<KongAdminClient> {
  Object.assign(open, { posts: [], hash: '1' });
  open.server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://x');
    if (request.method === 'GET' && url.pathname === '/status')
      return response.end(JSON.stringify({ configuration_hash: open.hash }));
    if (request.method === 'GET')
      return response.end(JSON.stringify({ data: url.pathname === '/services' ? held : [], next: null }));
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    open.posts.push(JSON.parse(Buffer.concat(chunks).toString()));
    const { status, body } = config(url.searchParams.get('flatten_errors') === '1');
    return response.writeHead(status).end(body);
  });
  await new Promise<void>((ready) => open.server?.listen(0, '127.0.0.1', ready));
  const { port } = open.server.address() as AddressInfo;
  return (open.client = createKongAdminClient({ adminUrl: `http://127.0.0.1:${port}`, retries: 0 }));
}
const accepted = () => ({ status: 201, body: '{}' });
const recorded = (name: string) => ({ status: 400, body: errorShape(name).response.body });

afterEach(async () => {
  await open.client?.close();
  open.server?.closeAllConnections();
  open.server?.close();
});

describe('DB-less apply', () => {
  it('parents are named by id, and order does not matter', () => {
    const declarative = toDeclarative(desired);
    expect(declarative).toMatchObject({
      _format_version: '3.0',
      routes: [{ service: desired.service?.[0]?.id }],
      acls: [{ consumer: desired.consumer?.[0]?.id }],
    });
    expect(declarative).not.toHaveProperty('upstreams');
    const turned = Object.fromEntries(
      Object.entries(desired)
        .reverse()
        .map(([kind, list]) => [kind, [...list].reverse()]),
    );
    expect(JSON.stringify(toDeclarative(turned))).toBe(JSON.stringify(declarative));
  });
  it('posts the whole once, and again only when it changed or the gateway lost it', async () => {
    const client = await dbless(accepted);
    const first = await applyDeclarative(client, { gatewayId, desired });
    expect(first).toMatchObject({ status: 'applied', posted: true });
    const previousHash = first.hash;
    expect(await applyDeclarative(client, { gatewayId, desired, previousHash })).toMatchObject({
      status: 'unchanged',
      posted: false,
    });
    await applyDeclarative(client, { gatewayId, desired: { ...desired, acl: [] }, previousHash });
    expect(open.posts).toHaveLength(2);
    open.hash = '0'.repeat(32);
    expect(await applyDeclarative(client, { gatewayId, desired, previousHash })).toMatchObject({
      status: 'applied',
    });
  });
  it('a gateway that holds something foreign is not taken over', async () => {
    const client = await dbless(accepted, [{ id: 'x', name: 'theirs', host: 'h' }]);
    await expect(applyDeclarative(client, { gatewayId, desired })).rejects.toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('theirs'),
    });
    expect(open.posts).toEqual([]);
  });
  it('a refused configuration is told by entity and unit', async () => {
    const service = desired.service?.[0];
    const flattened_errors = [
      {
        entity_type: 'service',
        entity_id: service?.id,
        errors: [{ type: 'field', field: 'host', message: 'invalid value: a b' }],
      },
    ];
    const client = await dbless(() => ({
      status: 400,
      body: JSON.stringify({ code: 14, message: 'invalid', fields: {}, flattened_errors }),
    }));
    const result = await applyDeclarative(client, { gatewayId, desired });
    expect(result).toMatchObject({ status: 'refused', error: { kind: 'refused', code: 14 } });
    expect(result.failures).toEqual([
      {
        kind: 'service',
        id: service?.id,
        name: service?.name,
        unit: 'api-1',
        field: 'host',
        message: 'invalid value: a b',
      },
    ]);
  });
  it('the key of a credential is in no failure, and the credential is blamed all the same', async () => {
    const [credential] = desired.keyauth_credential ?? [];
    const key = credential?.key ?? '';
    const of = { kind: 'keyauth_credential', id: credential?.id, unit: 'application-1' };
    const taken = `uniqueness violation: 'keyauth_credentials' entity with key set to '${key}' already declared`;
    const missing = `invalid reference 'consumer: c' (no such entry in 'consumers')`;
    const flattened_errors = [
      {
        entity_type: 'keyauth_credential',
        entity_id: credential?.id,
        errors: [{ type: 'entity', message: taken }],
        entity: credential,
      },
    ];
    const answers = [
      { fields: {}, flattened_errors, message: 'declarative config is invalid: {}' },
      {
        fields: { keyauth_credentials: { [key]: [missing] } },
        message: `declarative config is invalid: {keyauth_credentials={["${key}"]={"${missing}"}}}`,
      },
    ];
    const told = [taken.replace(key, '[redacted]'), missing];
    for (const [index, answer] of answers.entries()) {
      const client = await dbless(() => ({ status: 400, body: JSON.stringify({ code: 14, ...answer }) }));
      const { error, failures } = await applyDeclarative(client, { gatewayId, desired });
      expect(failures).toEqual([expect.objectContaining({ ...of, message: told[index] })]);
      expect(JSON.stringify([failures, error?.message, error])).not.toContain(key);
      expect(error?.stack).not.toContain(key);
      await client.close();
      open.server?.closeAllConnections();
      open.server?.close();
    }
  });
  it('the key of a credential is in no error of a gateway that fails', async () => {
    const key = desired.keyauth_credential?.[0]?.key ?? '';
    const client = await dbless(() => ({ status: 500, body: JSON.stringify({ message: `at ${key}` }) }));
    await expect(applyDeclarative(client, { gatewayId, desired })).rejects.toMatchObject({
      kind: 'unavailable',
      message: 'at [redacted]',
    });
  });
});

const title = recordingsPresent
  ? 'refused configurations of Kong 3.9.3'
  : 'refused configurations (skipped: ../shared/kong is absent)';
describe.skipIf(!recordingsPresent)(title, () => {
  it('each complaint keeps its entity, field and text', async () => {
    const client = await dbless(() => recorded('dbless-config-bad-flattened'));
    const two = desiredOf(gatewayId, {
      ...shape,
      apis: [1, 2].map((key) => ({ key, port: 1, guard: true, operations: [] })),
    });
    const { failures } = await applyDeclarative(client, { gatewayId, desired: two });
    expect(failures).toContainEqual({
      kind: 'route',
      name: 'r',
      field: 'paths.1',
      message: 'should start with: / (fixed path) or ~/ (regex path)',
    });
    expect(failures).toContainEqual({ field: 'foo', message: 'unknown field' });
    // A plugin is not blamed by its name alone, for several have it.
    expect(failures).toContainEqual({
      kind: 'plugin',
      name: 'key-auth',
      field: 'config.x',
      message: 'unknown field',
    });
  });
  it('an invalid reference, which flattening leaves out, is found by asking again', async () => {
    const client = await dbless((flattened) =>
      recorded(flattened ? 'dbless-config-fk-flattened' : 'dbless-config-fk'),
    );
    const { failures } = await applyDeclarative(client, { gatewayId, desired });
    expect(failures).toEqual([
      { kind: 'route', id: 'r', message: "invalid reference 'service: nope' (no such entry in 'services')" },
    ]);
    expect(open.posts).toHaveLength(2);
  });
});
