import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startEmulator } from '@apim/kong-emulator/emulator';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureEnvironments } from '../src/seed.ts';
import { listOf, sendRaw, startKong, startUpstream, type Echo } from './gateways.ts';
import { documentOf, IMPORT, startGatewayManager, type GatewayManager } from './harness.ts';
import type { StandInConsumer } from './stand-ins.ts';

const digestOf = (key: string): string => createHash('sha256').update(key).digest('hex');
const newKey = (): string => `apim_key_${randomBytes(32).toString('base64url')}`;

describe.each(['DATABASE', 'DBLESS'] as const)('consumers of a gateway in %s mode', (mode) => {
  let manager: GatewayManager;
  let kong: Awaited<ReturnType<typeof startKong>>;
  let upstream: Awaited<ReturnType<typeof startUpstream>>;
  let apiId: string;
  let application: StandInConsumer;
  const key = newKey();

  beforeAll(async () => {
    upstream = await startUpstream();
    kong = await startKong(mode === 'DATABASE');
    manager = await startGatewayManager({ ADMIN_ADDRESS_ALLOW: upstream.address, COMPARE_SECONDS: '1' });
    await ensureEnvironments(manager.databaseUrl, {
      environments: [{ name: 'DEV', audience: 'INTERNAL' }],
      gateway: { environment: 'DEV', name: 'kong', mode, adminUrl: kong.adminUrl, proxyUrl: kong.proxyUrl },
    });
    apiId = await deployed('guarded', true);
    await deployed('open', false);
    application = {
      applicationId: uuid(),
      organizationId: manager.ours.id,
      groups: [`api-${apiId}`],
      keyDigests: [{ credentialId: uuid(), digest: digestOf(key) }],
    };
    manager.known.consumers.push(application);
    await until(async () => (await call(key)).status === 200);
  });
  afterAll(async () => {
    await manager.stop();
    await kong.close();
    upstream.stop();
  });

  async function deployed(slug: string, isGuarded: boolean): Promise<string> {
    const input = {
      projectId: manager.ours.projectId,
      slug,
      document: documentOf({ '/echo': ['get', 'post'] }),
      upstreamUrl: upstream.url,
    };
    const { publisher } = manager.actors;
    const { data } = await manager.ask(publisher, IMPORT, { input });
    const { id } = (data as unknown as { importApi: { api: { id: string } } }).importApi.api;
    const scope = { kind: 'api', id } as const;
    manager.known.attachments = isGuarded
      ? [{ id: uuid(), policy: 'api-key', scope, configuration: {}, order: 0, enabled: true }]
      : [];
    const deploy =
      'mutation ($id: ID!) { deployApi(input: { apiId: $id, environment: "DEV" }) { status error { message } } }';
    expect((await manager.ask(publisher, deploy, { id })).data).toEqual({
      deployApi: { status: 'SYNCED', error: null },
    });
    return id;
  }

  const call = (presented?: string, headers: Record<string, string> = {}, path = '/guarded/echo') =>
    fetch(`${kong.proxyUrl}${path}`, {
      headers: { ...headers, ...(presented && { 'X-API-Key': presented }) },
    });

  async function until(holds: () => Promise<boolean>, withinMs = 10_000): Promise<number> {
    const started = Date.now();
    while (!(await holds())) {
      if (Date.now() - started > withinMs) throw new Error(`It did not come about within ${withinMs} ms.`);
      await sleep(50);
    }
    return Date.now() - started;
  }

  it('are served with a key, and refused without one, with another and with the stored digest', async () => {
    const answer = await call(key);
    expect(answer.status).toBe(200);
    const { headers } = (await answer.json()) as Echo;
    const sent = new Map(headers);
    expect(sent.get('x-consumer-custom-id')).toBe(application.applicationId);
    expect([...sent.keys()].filter((name) => /api-?key|digest/.test(name))).toEqual([]);
    expect((await call()).status).toBe(401);
    expect((await call(newKey())).status).toBe(401);
    expect((await call(digestOf(key))).status).toBe(401);
    expect((await call(undefined, { 'x-apim-key-digest': digestOf(key) })).status).toBe(401);
    expect((await call(newKey(), { 'x-apim-key-digest': digestOf(key) })).status).toBe(401);
  });

  it('are refused with the key twice, in the query string, or behind a hundred headers', async () => {
    const get = ['GET /guarded/echo HTTP/1.1', 'Host: gateway', 'Connection: close'];
    expect((await sendRaw(kong.proxyUrl, [...get, `X-API-Key: ${key}`])).status).toBe(200);
    expect((await sendRaw(kong.proxyUrl, [...get, `X-API-Key: ${key}`, `X-API-Key: ${key}`])).status).toBe(
      401,
    );
    expect((await sendRaw(kong.proxyUrl, [...get, `X-API-Key: ${key}`, 'X-API-Key: other'])).status).toBe(
      401,
    );
    for (const name of ['x-apim-key-digest', 'X-API-Key', 'x_api_key', 'x_apim_key_digest']) {
      expect((await call(undefined, {}, `/guarded/echo?${name}=${key}`)).status).toBe(401);
    }
    const many = Array.from({ length: 150 }, (_, index) => `X-Filler-${index}: ${index}`);
    const forged = [`x-apim-key-digest: ${digestOf(key)}`, `x_apim_key_digest: ${digestOf(key)}`];
    for (const lines of [
      [...forged, ...many],
      [...many, ...forged],
    ]) {
      expect((await sendRaw(kong.proxyUrl, [...get, ...lines])).status).toBe(401);
    }
  });

  it('cannot forge who they are: identity headers of a client never reach an upstream', async () => {
    const forged = [
      'X-Consumer-ID: forged',
      'x-consumer-username: forged',
      'X-Consumer-Groups: forged',
      'X_Consumer_Custom_ID: forged',
      'X-Credential-Identifier: forged',
      'X-Anonymous-Consumer: forged',
      'X-Authenticated-Groups: forged',
      'X-Authenticated-Userid: forged',
    ];
    const many = Array.from({ length: 150 }, (_, index) => `X-Filler-${index}: ${index}`);
    for (const path of ['/open/echo', '/guarded/echo']) {
      for (const filler of [[], many]) {
        const lines = [`GET ${path} HTTP/1.1`, 'Host: gateway', 'Connection: close', ...filler, ...forged];
        const { status, text } = await sendRaw(kong.proxyUrl, [...lines, `X-API-Key: ${key}`]);
        // With so many headers key-auth doesn't see the digest any more, which is a refusal, too.
        expect(path === '/open/echo' ? [200] : [200, 401]).toContain(status);
        expect(text).not.toContain('forged');
      }
    }
  });

  it('are refused when Connection names a header, so that nothing is smuggled or unset', async () => {
    for (const path of ['/open/echo', '/guarded/echo', '/nowhere']) {
      for (const option of [
        'Content-Length',
        'X-Consumer-ID',
        'close, x-consumer-id',
        'keep-alive,Content-Length',
        'x-api-key',
      ]) {
        const body = 'GET /open/echo?smuggled HTTP/1.1\r\nHost: gateway\r\n\r\n';
        const lines = [
          `POST ${path} HTTP/1.1`,
          'Host: gateway',
          `Connection: ${option}`,
          `X-API-Key: ${key}`,
        ];
        const { status, text } = await sendRaw(
          kong.proxyUrl,
          [...lines, `Content-Length: ${body.length}`],
          body,
        );
        expect(status).toBe(400);
        expect(text).not.toContain('smuggled');
      }
    }
    for (const option of ['close', 'Close', 'close, TE', 'close , ']) {
      const lines = ['GET /open/echo HTTP/1.1', 'Host: gateway', `Connection: ${option}`];
      expect((await sendRaw(kong.proxyUrl, lines)).status).toBe(200);
    }
  });

  it('with a revoked key or an ended subscription are refused within 10 s, others go on', async () => {
    const second = newKey();
    const subscribed = {
      ...application,
      keyDigests: [...application.keyDigests, { credentialId: uuid(), digest: digestOf(second) }],
    };
    manager.known.consumers.push(subscribed);
    await until(async () => (await call(second)).status === 200);
    manager.known.consumers.push({ ...subscribed, keyDigests: subscribed.keyDigests.slice(0, 1) });
    const revokedMs = await until(async () => (await call(second)).status === 401);
    expect((await call(key)).status).toBe(200);
    manager.known.consumers.push({ ...application, groups: [] });
    const endedMs = await until(async () => (await call(key)).status === 403);
    manager.known.consumers.push(application);
    await until(async () => (await call(key)).status === 200);
    process.stderr.write(`${mode}: revoked after ${revokedMs} ms, subscription ended after ${endedMs} ms\n`);
  });

  it('of one application that the gateway refuses hold up no other, and the revocations in it count', async () => {
    const [own, kept, fine] = [newKey(), newKey(), newKey()];
    const base = { applicationId: uuid(), organizationId: manager.ours.id, groups: [`api-${apiId}`] };
    const digests = {
      own: { credentialId: uuid(), digest: digestOf(own) },
      kept: { credentialId: uuid(), digest: digestOf(kept) },
    };
    manager.known.consumers.push({ ...base, keyDigests: [digests.own, digests.kept] });
    await until(async () => (await call(own)).status === 200);
    // The digest is taken by another application, which Kong's unique keys refuse.
    const taken = { credentialId: uuid(), digest: digestOf(key) };
    manager.known.consumers.push({ ...base, keyDigests: [digests.kept, taken] });
    manager.known.consumers.push({
      applicationId: uuid(),
      organizationId: manager.ours.id,
      groups: [`api-${apiId}`],
      keyDigests: [{ credentialId: uuid(), digest: digestOf(fine) }],
    });
    await until(async () => (await call(fine)).status === 200);
    await until(async () => (await call(own)).status === 401);
    expect((await call(kept)).status).toBe(200);
    const where = { unitKey: `application-${base.applicationId}` };
    await until(async () => (await manager.rows.gatewayUnit.findFirst({ where }))?.status === 'FAILED');
    expect(manager.logged.join('')).not.toContain(digestOf(key));
    expect(manager.logged.join('')).not.toContain(key);
  });

  it('of a deleted application are gone', async () => {
    const gone = { applicationId: uuid(), organizationId: manager.ours.id, groups: [], keyDigests: [] };
    const has = async () =>
      (await listOf(kong.adminUrl, 'consumers')).some(({ tags }) =>
        tags?.includes(`application:${gone.applicationId}`),
      );
    manager.known.consumers.push(gone);
    await until(has);
    manager.known.consumers.push({ ...gone, deleted: true });
    await until(async () => !(await has()));
    const where = { unitKey: `application-${gone.applicationId}` };
    await until(async () => (await manager.rows.gatewayUnit.count({ where })) === 0);
  });

  if (mode === 'DATABASE')
    it('stay guarded: platform code that was removed comes back, other drift is counted', async () => {
      const [code] = (await listOf(kong.adminUrl, 'plugins')).filter(
        ({ name, tags }) => name === 'pre-function' && tags?.includes('apim-unit:platform'),
      );
      await fetch(`${kong.adminUrl}/plugins/${code?.id}`, { method: 'DELETE' });
      await until(async () => (await listOf(kong.adminUrl, 'plugins')).some(({ id }) => id === code?.id));
      const [route] = (await listOf(kong.adminUrl, 'routes')).filter(({ name }) =>
        name?.startsWith('api-open-'),
      );
      await fetch(`${kong.adminUrl}/routes/${route?.id}`, { method: 'DELETE' });
      const query = '{ environments { gateways { driftedUnits health { status version } } } }';
      const drifted = async () => {
        const { data } = await manager.ask(manager.actors.viewer, query);
        const [gateway] = (data as unknown as { environments: { gateways: { driftedUnits: number }[] }[] })
          .environments[0]!.gateways;
        return gateway!.driftedUnits;
      };
      await until(async () => (await drifted()) === 1);
    });

  it('come back, with the APIs, to a gateway that lost all it had', async () => {
    const adminPort = Number(new URL(kong.adminUrl).port);
    const proxyPort = Number(new URL(kong.proxyUrl).port);
    await kong.close();
    const luaRequires = ['kong.tools.sha256'];
    kong = await startEmulator({ adminPort, proxyPort, luaRequires, database: mode === 'DATABASE' });
    // What is written meanwhile must not hide the loss.
    await deployed('later', false);
    await until(async () => (await call(key).catch(() => undefined))?.status === 200, 15_000);
    expect((await call(newKey())).status).toBe(401);
  });
});
