import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { RunningServer } from '@apim/kit/server';
import { createTestKeys, member } from '@apim/kit/testing/actors';
import { createTestDatabase, type TestDatabase } from '@apim/kit/testing/databases';
import { graphqlClient } from '@apim/kit/testing/graphql-client';
import { testSettings } from '@apim/kit/testing/manager';
import { start as startPolicy } from '@apim/policy/main';
import { start as startPortal } from '@apim/portal-manager/main';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { start as startGateway } from '../src/main.ts';
import { ensureEnvironments } from '../src/seed.ts';
import { startKong, startUpstream, type Echo } from './gateways.ts';
import { documentOf } from './harness.ts';
import { startStandIns } from './stand-ins.ts';

const parts = { gateway: startGateway, policy: startPolicy, portal: startPortal };
type Part = keyof typeof parts;
const [organizationId, projectId] = [uuid(), uuid()];
const publisher = member(organizationId, 'organization-owner');

const frees: (() => unknown)[] = [];
let kong: Awaited<ReturnType<typeof startKong>>;
let upstream: Awaited<ReturnType<typeof startUpstream>>;
let ask: <T>(part: Part, query: string, variables?: Record<string, unknown>) => Promise<T>;

beforeAll(async () => {
  upstream = await startUpstream();
  kong = await startKong();
  const keys = await createTestKeys('bff', 'tenant', 'gateway', 'policy', 'portal');
  const projects = new Map([[projectId, organizationId]]);
  const standIns = await startStandIns(keys, {
    projects,
    attachments: [],
    consumers: [],
    policyIsDown: false,
  });
  const ports = { gateway: await freePort(), policy: await freePort(), portal: await freePort() };
  const names = Object.keys(parts) as Part[];
  const urls = Object.fromEntries(names.map((name) => [name, `http://127.0.0.1:${ports[name]}`])) as Record<
    Part,
    string
  >;
  const servers: RunningServer[] = [];
  const databases: TestDatabase[] = [];
  for (const name of names) {
    const migrations = fileURLToPath(new URL(`../../${name}/prisma/migrations`, import.meta.url));
    const database = await createTestDatabase('MARIADB', migrations);
    databases.push(database);
    if (name === 'gateway') {
      await ensureEnvironments(database.url, {
        environments: [{ name: 'DEV', audience: 'INTERNAL' }],
        gateway: {
          environment: 'DEV',
          name: 'kong',
          mode: 'DATABASE',
          adminUrl: kong.adminUrl,
          proxyUrl: kong.proxyUrl,
        },
      });
    }
    const settings = {
      ...testSettings(name, keys, database.url),
      PORT: String(ports[name]),
      MANAGER_URLS: JSON.stringify({ ...standIns.urls, ...urls }),
      ADMIN_ADDRESS_ALLOW: upstream.address,
      ACCESS_LOG_URL: `http://${upstream.address}/ingest`,
      INGEST_TOKEN: 'a-token-of-the-test',
    };
    servers.push(await parts[name](settings, { logDestination: { write: () => undefined } }));
  }
  frees.push(
    () => Promise.all(servers.map((server) => server.stop())),
    () => Promise.all(databases.map((database) => database.drop())),
    () => standIns.stop(),
    () => kong.close(),
    () => upstream.stop(),
  );
  const signer = await keys.signer('bff');
  ask = async <T>(part: Part, query: string, variables: Record<string, unknown> = {}) => {
    const { data, errors } = await graphqlClient(urls[part], part, signer)<T>(publisher, query, variables);
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
});
afterAll(async () => {
  for (const free of frees) await free();
});

/** Below the ports that the system gives to clients. */
async function freePort(): Promise<number> {
  const port = 20_000 + Math.floor(Math.random() * 10_000);
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  await new Promise((resolve) => server.close(resolve));
  return isFree ? port : freePort();
}

describe('with the real policy and portal managers', () => {
  it('an imported API is protected by attached policies, and serves who subscribed until the key is revoked', async () => {
    const document = documentOf({ '/orders/{id}': ['get'] });
    const { importApi } = await ask<{ importApi: { api: { id: string } } }>(
      'gateway',
      'mutation ($input: ImportApiInput!) { importApi(input: $input) { api { id } } }',
      { input: { projectId, slug: 'orders', document, upstreamUrl: upstream.url } },
    );
    const apiId = importApi.api.id;
    const attach = 'mutation ($input: AttachPolicyInput!) { attachPolicy(input: $input) { id } }';
    const scope = { kind: 'API', id: apiId };
    await ask('policy', attach, { input: { policy: 'api-key', scope, configuration: {} } });
    const deploy =
      'mutation ($id: ID!) { deployApi(input: { apiId: $id, environment: "DEV" }) { status error { message } } }';
    expect(await ask('gateway', deploy, { id: apiId })).toEqual({
      deployApi: { status: 'SYNCED', error: null },
    });
    const again =
      'mutation ($id: ID!) { deployApi(input: { apiId: $id, environment: "DEV" }) { status writes } }';
    expect(await ask('gateway', again, { id: apiId })).toEqual({
      deployApi: { status: 'SYNCED', writes: 0 },
    });
    const call = (key?: string) =>
      fetch(`${kong.proxyUrl}/orders/orders/7`, { headers: key ? { 'X-API-Key': key } : {} });
    expect((await call()).status).toBe(401);

    const { createApplication } = await ask<{ createApplication: { id: string } }>(
      'portal',
      'mutation { createApplication(input: { name: "Shop" }) { id } }',
    );
    const applicationId = createApplication.id;
    const subscribe = 'mutation ($input: SubscribeInput!) { subscribe(input: $input) { id } }';
    await ask('portal', subscribe, { input: { applicationId, apiId } });
    const create =
      'mutation ($input: CreateCredentialInput!) { createCredential(input: $input) { key credential { id } } }';
    const { createCredential } = await ask<{ createCredential: { key: string; credential: { id: string } } }>(
      'portal',
      create,
      { input: { applicationId } },
    );
    const { key, credential } = createCredential;
    const grantedMs = await until(async () => (await call(key)).status === 200);
    expect(await (await call(key)).json()).toMatchObject({
      url: '/upstream/orders/7',
    } satisfies Partial<Echo>);
    await ask('portal', 'mutation ($id: ID!) { revokeCredential(input: { id: $id }) { status } }', {
      id: credential.id,
    });
    const revokedMs = await until(async () => (await call(key)).status === 401);
    process.stderr.write(`key served after ${grantedMs} ms, refused after ${revokedMs} ms\n`);
  });
});

async function until(holds: () => Promise<boolean>): Promise<number> {
  const started = Date.now();
  while (!(await holds())) {
    if (Date.now() - started > 10_000) throw new Error('It did not come about within 10 s.');
    await sleep(50);
  }
  return Date.now() - started;
}
