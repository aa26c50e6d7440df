import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { registry } from '@apim/policies/registry';
import { createRegistry, scopeKinds, type CompileAttachment } from '@apim/sdk';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureEnvironments } from '../src/seed.ts';
import { listOf, startKong, startUpstream } from './gateways.ts';
import { documentOf, IMPORT, startGatewayManager, type GatewayManager } from './harness.ts';

const digestOf = (key: string): string => createHash('sha256').update(key).digest('hex');
const DEPLOY = `mutation ($id: ID!) { deployApi(input: { apiId: $id, environment: "DEV" }) {
  status error { message } revision { hash } } }`;

/** The built-in policies, attached wherever a test likes. */
const everywhere = createRegistry(registry.list().map((policy) => ({ ...policy, scopes: scopeKinds })));

describe.each(['DATABASE', 'DBLESS'] as const)('policies of callers and gateways in %s mode', (mode) => {
  let manager: GatewayManager;
  let kong: Awaited<ReturnType<typeof startKong>>;
  let upstream: Awaited<ReturnType<typeof startUpstream>>;
  let gatewayId: string;
  let apiId: string;
  const key = (application: string) => `apim_key_${application}`;
  const [small, large] = [randomBytes(8).toString('hex'), randomBytes(8).toString('hex')];
  const ids = { [small]: uuid(), [large]: uuid() };

  const attach = (
    policy: string,
    kind: CompileAttachment['scope']['kind'],
    id: string,
    configuration: object,
  ) =>
    void manager.known.attachments.push({
      id: uuid(),
      policy,
      scope: { kind, id },
      configuration,
      order: 0,
      enabled: true,
    });
  const deploy = async () => {
    const { data, errors } = await manager.ask(manager.actors.publisher, DEPLOY, { id: apiId });
    if (errors) throw new Error(JSON.stringify(errors));
    const { deployApi } = data as unknown as {
      deployApi: { status: string; error: unknown; revision: { hash: string } };
    };
    expect(deployApi).toMatchObject({ status: 'SYNCED', error: null });
    return deployApi.revision.hash;
  };
  const call = (application: string) =>
    fetch(`${kong.proxyUrl}/limited/echo`, { headers: { 'X-API-Key': key(application) } });
  const served = async (application: string) => {
    for (let tries = 0; (await call(application)).status === 401; tries += 1) {
      if (tries > 100) throw new Error('the application did not reach the gateway');
      await sleep(100);
    }
  };
  const consumersIn = async () => (await listOf(kong.adminUrl, 'consumers')).length;

  beforeAll(async () => {
    upstream = await startUpstream();
    kong = await startKong(mode === 'DATABASE');
    manager = await startGatewayManager({ ADMIN_ADDRESS_ALLOW: upstream.address, COMPARE_SECONDS: '1' });
    manager.known.policies = everywhere;
    await ensureEnvironments(manager.databaseUrl, {
      environments: [{ name: 'DEV', audience: 'INTERNAL' }],
      gateway: { environment: 'DEV', name: 'kong', mode, adminUrl: kong.adminUrl, proxyUrl: kong.proxyUrl },
    });
    gatewayId = (await manager.rows.gateway.findFirstOrThrow()).id;
    const { data } = await manager.ask(manager.actors.publisher, IMPORT, {
      input: {
        projectId: manager.ours.projectId,
        slug: 'limited',
        document: documentOf({ '/echo': ['get'] }),
        upstreamUrl: upstream.url,
      },
    });
    apiId = (data as unknown as { importApi: { api: { id: string } } }).importApi.api.id;
    attach('api-key', 'api', apiId, {});
    await deploy();
    for (const [application, applicationId] of Object.entries(ids)) {
      manager.known.consumers.push({
        applicationId,
        organizationId: manager.ours.id,
        groups: [`api-${apiId}`],
        keyDigests: [{ credentialId: uuid(), digest: digestOf(key(application)) }],
      });
    }
    await served(small);
    await served(large);
  });
  afterAll(async () => {
    await manager.stop();
    await kong.close();
    upstream.stop();
  });

  it('what is attached to an application holds for its requests alone, merged with what the API has', async () => {
    attach('rate-limit', 'api', apiId, { minute: 1_000, hour: 2_000 });
    attach('rate-limit', 'application', ids[small] as string, { minute: 1 });
    await deploy();
    const [first, second] = [await call(small), await call(small)];
    expect([first.status, second.status]).toEqual([200, 429]);
    expect(first.headers.get('x-ratelimit-limit-minute')).toBe('1');
    expect(first.headers.get('x-ratelimit-limit-hour')).toBe('2000');
    const other = await call(large);
    expect(other.status).toBe(200);
    expect(other.headers.get('x-ratelimit-limit-minute')).toBe('1000');
  });

  it('what is attached to a gateway holds there, and leaves the revision the same for every gateway', async () => {
    const before = await deploy();
    attach('header-injection', 'gateway', gatewayId, { set: [{ name: 'X-Region', value: 'here' }] });
    attach('header-injection', 'gateway', uuid(), { set: [{ name: 'X-Region', value: 'elsewhere' }] });
    expect(await deploy()).toBe(before);
    const { headers } = (await (await call(large)).json()) as { headers: [string, string][] };
    expect(headers.filter(([name]) => name === 'x-region')).toEqual([['x-region', 'here']]);
  });

  it('an application that is not on the gateway, or goes, holds nothing up', async () => {
    attach('rate-limit', 'application', uuid(), { minute: 2 });
    await deploy();
    manager.known.consumers.push({
      ...manager.known.consumers[0]!,
      groups: [],
      keyDigests: [],
      deleted: true,
    });
    for (let tries = 0; (await consumersIn()) > 1; tries += 1) {
      if (tries > 100) throw new Error('the application stayed');
      await sleep(100);
    }
    await deploy();
    expect((await call(large)).status).toBe(200);
    const gateway = () => manager.rows.gateway.findUniqueOrThrow({ where: { id: gatewayId } });
    const compared = (await gateway()).comparedAt;
    for (let tries = 0; (await gateway()).comparedAt?.getTime() === compared?.getTime(); tries += 1) {
      if (tries > 100) throw new Error('no comparison ran');
      await sleep(100);
    }
    expect((await gateway()).driftedUnits).toBe(0);
  });

  it('an address that a policy may send requests to is held to the rules of upstreams', async () => {
    const canary = {
      ...everywhere.get('header-injection')!,
      name: 'to-canary',
      upstreams: () => ({ canary: 'http://169.254.169.254' }),
    };
    manager.known.policies = createRegistry([...everywhere.list(), canary]);
    for (const [kind, id] of [
      ['api', apiId],
      ['gateway', gatewayId],
      ['application', ids[large] as string],
    ] as const) {
      attach('to-canary', kind, id, { set: [{ name: 'X-A', value: 'a' }] });
      const { errors } = await manager.ask(manager.actors.publisher, DEPLOY, { id: apiId });
      expect(errors?.[0], kind).toMatchObject({ extensions: { code: 'UPSTREAM_FORBIDDEN' } });
      expect(errors?.[0]?.message).toContain('upstream canary');
      manager.known.attachments.pop();
    }
    manager.known.policies = everywhere;
  });
});
