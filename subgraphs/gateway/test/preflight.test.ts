import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureEnvironments } from '../src/seed.ts';
import { startKong, startUpstream } from './gateways.ts';
import { documentOf, IMPORT, startGatewayManager, type GatewayManager } from './harness.ts';

const origin = 'https://shop.example';
let manager: GatewayManager;
let kong: Awaited<ReturnType<typeof startKong>>;
let upstream: Awaited<ReturnType<typeof startUpstream>>;

beforeAll(async () => {
  upstream = await startUpstream();
  kong = await startKong();
  manager = await startGatewayManager({ ADMIN_ADDRESS_ALLOW: upstream.address });
  await ensureEnvironments(manager.databaseUrl, {
    environments: [{ name: 'DEV', audience: 'INTERNAL' }],
    gateway: {
      environment: 'DEV',
      name: 'kong',
      mode: 'DATABASE',
      adminUrl: kong.adminUrl,
      proxyUrl: kong.proxyUrl,
    },
  });
});
afterAll(async () => {
  await manager.stop();
  await kong.close();
  upstream.stop();
});

it('a browser’s preflight is answered ahead of the key check, the call itself is not', async () => {
  const { publisher } = manager.actors;
  const input = {
    projectId: manager.ours.projectId,
    slug: 'browser',
    document: documentOf({ '/echo': ['get', 'post'] }),
    upstreamUrl: upstream.url,
  };
  const { data } = await manager.ask(publisher, IMPORT, { input });
  const { id } = (data as unknown as { importApi: { api: { id: string } } }).importApi.api;
  const attach = (policy: string, configuration: object, order: number) => ({
    id: uuid(),
    policy,
    scope: { kind: 'api' as const, id },
    configuration,
    order,
    enabled: true,
  });
  manager.known.attachments = [attach('api-key', {}, 0), attach('cors', { origins: [origin] }, 1)];
  const deploy = 'mutation ($id: ID!) { deployApi(input: { apiId: $id, environment: "DEV" }) { status } }';
  expect((await manager.ask(publisher, deploy, { id })).data).toEqual({ deployApi: { status: 'SYNCED' } });

  const url = `${kong.proxyUrl}/browser/echo`;
  const asked = { origin, 'access-control-request-method': 'POST' };
  const preflight = await fetch(url, { method: 'OPTIONS', headers: asked });
  expect(preflight.status).toBe(200);
  expect(preflight.headers.get('access-control-allow-origin')).toBe(origin);
  const call = await fetch(url, { method: 'POST', headers: { origin } });
  expect(call.status).toBe(401);
  expect(call.headers.get('access-control-allow-origin')).toBe(origin);
});
