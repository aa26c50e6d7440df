import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRegistry, definePolicy } from '@apim/sdk';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ensureEnvironments } from '../src/seed.ts';
import { listOf, startKong, startUpstream } from './gateways.ts';
import { documentOf, IMPORT, startGatewayManager, type GatewayManager } from './harness.ts';

/** A policy of the test's own: tokens of one issuer, found by their key's id. */
const token = definePolicy({
  name: 'token',
  version: '1.0.0',
  title: 'Token',
  summary: 'Requires a token.',
  direction: 'inbound',
  scopes: ['api'],
  configuration: z.object({ jwksUrl: z.string(), group: z.string() }),
  merge: 'override',
  examples: [],
  kong: { plugins: ['jwt', 'acl'], minimalVersion: '3.9.0' },
  describe: () => 'requires a token',
  compile: ({ jwksUrl, group }) => ({
    plugins: [
      { name: 'jwt', config: { key_claim_name: 'kid', claims_to_verify: ['exp'] } },
      { name: 'acl', config: { allow: [group] } },
    ],
    functions: [],
    trustedIssuers: [{ issuer: `https://${group}.test`, jwksUrl, group }],
  }),
});

/** An issuer of tokens whose published keys are in the test's hands. */
async function startIssuer() {
  const keys = new Map<string, CryptoKey>();
  const published = new Map<string, object>();
  let asked = 0;
  let answer: (() => { status: number; headers?: Record<string, string>; body?: string }) | undefined;
  const server = createServer((_, reply) => {
    asked += 1;
    const { status, headers, body } = answer?.() ?? {
      status: 200,
      body: JSON.stringify({ keys: [...published.values()] }),
    };
    reply.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address,
    url: `http://${address}/jwks`,
    async rotate(kid: string, algorithm = 'ES256') {
      const { publicKey, privateKey } = await generateKeyPair(algorithm);
      keys.set(kid, privateKey);
      published.set(kid, { ...(await exportJWK(publicKey)), kid, alg: algorithm, use: 'sig' });
    },
    asked: () => asked,
    withdraw: (kid: string) => published.delete(kid),
    answerWith: (give: typeof answer) => void (answer = give),
    sign: (kid: string, algorithm = 'ES256') =>
      new SignJWT({})
        .setProtectedHeader({ alg: algorithm, kid })
        .setExpirationTime('5 minutes')
        .sign(keys.get(kid)!),
    stop: () => void (server.close(), server.closeAllConnections()),
  };
}

describe.each(['DATABASE', 'DBLESS'] as const)('tokens of trusted issuers in %s mode', (mode) => {
  let manager: GatewayManager;
  let kong: Awaited<ReturnType<typeof startKong>>;
  let upstream: Awaited<ReturnType<typeof startUpstream>>;
  let issuer: Awaited<ReturnType<typeof startIssuer>>;
  let rival: Awaited<ReturnType<typeof startIssuer>>;
  const apis: Record<string, string> = {};

  beforeAll(async () => {
    upstream = await startUpstream();
    [issuer, rival] = [await startIssuer(), await startIssuer()];
    await issuer.rotate('first');
    await rival.rotate('rival', 'RS256');
    kong = await startKong(mode === 'DATABASE');
    manager = await startGatewayManager({
      ADMIN_ADDRESS_ALLOW: [upstream.address, issuer.address, rival.address].join(','),
      COMPARE_SECONDS: '3600',
      KEY_SET_SECONDS: '1',
    });
    manager.known.policies = createRegistry([token]);
    await ensureEnvironments(manager.databaseUrl, {
      environments: [{ name: 'DEV', audience: 'INTERNAL' }],
      gateway: { environment: 'DEV', name: 'kong', mode, adminUrl: kong.adminUrl, proxyUrl: kong.proxyUrl },
    });
    expect(await deploy('ours', issuer.url)).toMatchObject({ status: 'SYNCED' });
    expect(await deploy('theirs', rival.url)).toMatchObject({ status: 'SYNCED' });
  });
  afterAll(async () => {
    await manager.stop();
    await kong.close();
    for (const server of [upstream, issuer, rival]) server.stop();
  });

  async function deploy(slug: string, jwksUrl: string) {
    const { publisher } = manager.actors;
    const { projectId } = manager.ours;
    const input = { projectId, slug, document: documentOf({ '/echo': ['get'] }), upstreamUrl: upstream.url };
    const imported = await manager.ask(publisher, IMPORT, { input });
    const { id } = (imported.data as unknown as { importApi: { api: { id: string } } }).importApi.api;
    apis[slug] = id;
    manager.known.attachments = [
      {
        id: uuid(),
        policy: 'token',
        scope: { kind: 'api', id },
        configuration: { jwksUrl, group: `jwt-${slug}` },
        order: 0,
        enabled: true,
      },
    ];
    const { data } = await manager.ask(
      publisher,
      'mutation ($id: ID!) { deployApi(input: { apiId: $id, environment: "DEV" }) { status conditions { type status message } } }',
      { id },
    );
    return (
      data as unknown as { deployApi: { status: string; conditions: { type: string; message: string }[] } }
    ).deployApi;
  }

  const call = async (presented: string, path = '/ours/echo') =>
    (await fetch(`${kong.proxyUrl}${path}`, { headers: { authorization: `Bearer ${presented}` } })).status;
  async function until(holds: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; !(await holds()); tries += 1) {
      if (tries > 100) throw new Error('It did not come about.');
      await sleep(100);
    }
  }

  it('are accepted as soon as the API is deployed, and only where their issuer is trusted', async () => {
    expect(await call(await issuer.sign('first'))).toBe(200);
    expect(await call(await rival.sign('rival', 'RS256'))).toBe(403);
    expect(await call(await rival.sign('rival', 'RS256'), '/theirs/echo')).toBe(200);
    expect(await call(await issuer.sign('first'), '/theirs/echo')).toBe(403);
  });

  it('follow the rotation of keys without a deployment: new ones pass, withdrawn ones do not', async () => {
    await issuer.rotate('second', 'RS256');
    await until(async () => (await call(await issuer.sign('second', 'RS256'))) === 200);
    expect(await call(await issuer.sign('first'))).toBe(200);
    issuer.withdraw('first');
    await until(async () => (await call(await issuer.sign('first'))) === 401);
    expect(await call(await issuer.sign('second', 'RS256'))).toBe(200);
  });

  it('are still accepted while the issuer is down or answers nonsense', async () => {
    for (const answer of [
      { status: 500 },
      { status: 200, body: '{"keys":[]}' },
      { status: 200, body: 'x'.repeat(300_000) },
      { status: 302, headers: { location: rival.url } },
    ]) {
      issuer.answerWith(() => answer);
      const asked = issuer.asked();
      await until(async () => issuer.asked() > asked + 1);
      expect(await call(await issuer.sign('second', 'RS256'))).toBe(200);
      expect(await call(await rival.sign('rival', 'RS256'))).toBe(403);
    }
    issuer.answerWith(undefined);
  });

  it('attack 20: a key set behind an inner address is never asked for, and the deployment says so', async () => {
    for (const url of [
      'http://169.254.169.254/latest',
      'http://127.0.0.1:9/jwks',
      'http://[::ffff:7f00:1]/',
    ]) {
      const { status, conditions } = await deploy('inside', url);
      expect(status).toBe('SYNCED');
      expect(conditions[0]).toMatchObject({ type: 'IssuerKeys', status: 'FALSE' });
      expect(conditions[0]?.message).toContain('loopback, private, link-local or metadata');
    }
    expect(await call(await issuer.sign('second', 'RS256'), '/inside/echo')).toBe(403);
    const { status, conditions } = await deploy('inside', issuer.url);
    expect([status, conditions[0]?.type]).toEqual(['SYNCED', 'Written']);
    expect(await call(await issuer.sign('second', 'RS256'), '/inside/echo')).toBe(200);
  });

  it('go with the last API that trusted their issuer', async () => {
    const undeploy = 'mutation ($id: ID!) { undeployApi(input: { apiId: $id, environment: "DEV" }) }';
    await manager.ask(manager.actors.publisher, undeploy, { id: apis.theirs });
    await until(async () => (await listOf(kong.adminUrl, 'jwts')).length === 1);
    expect(await call(await issuer.sign('second', 'RS256'))).toBe(200);
  });
});
