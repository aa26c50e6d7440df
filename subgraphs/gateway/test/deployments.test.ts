import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureEnvironments } from '../src/seed.ts';
import { listOf, startKong, startUpstream } from './gateways.ts';
import { documentOf, IMPORT, startGatewayManager, type GatewayManager } from './harness.ts';

const DEPLOY = `mutation ($input: DeployApiInput!) {
  deployApi(input: $input) {
    id status generation observedGeneration writes revision { number hash }
    conditions { type status message } error { code message entity }
  }
}`;
const PLAN = `query ($id: ID!, $environment: String!) {
  deploymentPlan(apiId: $id, environment: $environment) {
    hash gateway { name } changes { action kind name fields } diagnostics { code }
  }
}`;

interface Deployed {
  id: string;
  status: string;
  generation: number;
  observedGeneration: number | null;
  writes: number;
  revision: { number: number; hash: string };
  conditions: { type: string; status: string }[];
  error: { code: string; message: string; entity: string } | null;
}

describe.each(['DATABASE', 'DBLESS'] as const)('a gateway in %s mode', (mode) => {
  let manager: GatewayManager;
  let kong: Awaited<ReturnType<typeof startKong>>;
  let upstream: Awaited<ReturnType<typeof startUpstream>>;

  beforeAll(async () => {
    upstream = await startUpstream();
    kong = await startKong(mode === 'DATABASE');
    manager = await startGatewayManager({ ADMIN_ADDRESS_ALLOW: upstream.address, COMPARE_SECONDS: '3600' });
    const addresses = { adminUrl: kong.adminUrl, proxyUrl: kong.proxyUrl };
    await ensureEnvironments(manager.databaseUrl, {
      environments: [
        { name: 'DEV', audience: 'INTERNAL' },
        { name: 'EMPTY', audience: 'INTERNAL' },
      ],
      gateway: { environment: 'DEV', name: 'kong', mode, ...addresses },
    });
    await ensureEnvironments(manager.databaseUrl, {
      environments: [{ name: 'DOWN', audience: 'INTERNAL' }],
      gateway: {
        environment: 'DOWN',
        name: 'down',
        mode,
        adminUrl: 'http://127.0.0.1:9',
        proxyUrl: 'http://127.0.0.1:9',
      },
    });
  });
  afterAll(async () => {
    await manager.stop();
    await kong.close();
    upstream.stop();
  });

  const importApi = async (slug: string, paths: Record<string, string[]>): Promise<string> => {
    const input = {
      projectId: manager.ours.projectId,
      slug,
      document: documentOf(paths),
      upstreamUrl: upstream.url,
    };
    const { data, errors } = await manager.ask(manager.actors.publisher, IMPORT, { input });
    expect(errors).toBeUndefined();
    return (data as unknown as { importApi: { api: { id: string } } }).importApi.api.id;
  };
  const deployRaw = (apiId: string, environment = 'DEV', expectedRevision?: number) =>
    manager.ask(manager.actors.publisher, DEPLOY, { input: { apiId, environment, expectedRevision } });
  const deploy = async (apiId: string, environment = 'DEV'): Promise<Deployed> => {
    const { data, errors } = await deployRaw(apiId, environment);
    expect(errors).toBeUndefined();
    return (data as unknown as { deployApi: Deployed }).deployApi;
  };
  const get = (path: string, init: RequestInit = {}) => fetch(`${kong.proxyUrl}${path}`, init);
  const ofApi = async (collection: string, slug: string) =>
    (await listOf(kong.adminUrl, collection))
      .filter(({ name }) => name?.startsWith(`api-${slug}-`))
      .map(({ id, name, paths }) => ({ id, name, paths }));

  it('shows in a dry run what a deployment would do, and writes nothing', async () => {
    const id = await importApi('planned', { '/things': ['get'], '/things/{id}': ['get'] });
    const { data, errors } = await manager.ask(manager.actors.viewer, PLAN, { id, environment: 'DEV' });
    expect(errors).toBeUndefined();
    const { changes, hash } = (
      data as unknown as { deploymentPlan: { hash: string; changes: { action: string; kind: string }[] } }
    ).deploymentPlan;
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(changes.every(({ action }) => action === 'CREATE')).toBe(true);
    expect(changes.filter(({ kind }) => kind === 'service')).toHaveLength(1);
    expect(await listOf(kong.adminUrl, 'services')).toEqual([]);
    expect(await manager.rows.deployment.count()).toBe(0);
    expect(await manager.rows.revision.count()).toBe(0);
  });

  it('serves a deployed API at its base path, literal paths ahead of parameters', async () => {
    const id = await importApi('orders', { '/orders/{order-id}': ['get'], '/orders/open': ['get', 'post'] });
    const deployment = await deploy(id);
    expect(deployment).toMatchObject({ status: 'SYNCED', generation: 1, observedGeneration: 1, error: null });
    expect(deployment.writes).toBeGreaterThan(0);
    expect(deployment.conditions.map(({ type, status }) => [type, status])).toEqual([
      ['Written', 'TRUE'],
      ['Observed', 'TRUE'],
    ]);
    expect(await (await get('/orders/orders/17?a=b')).json()).toMatchObject({
      url: '/upstream/orders/17?a=b',
    });
    expect((await get('/orders/orders/open', { method: 'POST' })).status).toBe(200);
    expect((await get('/orders/orders/17', { method: 'POST' })).status).toBe(404);
    expect((await get('/orders/orders/17/lines')).status).toBe(404);
    expect((await get('/orders/other')).status).toBe(404);
  });

  it('writes nothing for unchanged content, and only what changed for a change', async () => {
    const id = await importApi('small', { '/a': ['get'] });
    const first = await deploy(id);
    const again = await deploy(id);
    expect(again).toMatchObject({ status: 'SYNCED', writes: 0, revision: first.revision, generation: 2 });
    await importApi('small', { '/a': ['get'], '/b': ['get'] });
    const changed = await deploy(id);
    expect(changed.revision.number).toBe(2);
    // The new route, and the generation.
    expect(changed.writes).toBe(mode === 'DATABASE' ? 2 : 1);
    await importApi('small', { '/a': ['get'] });
    expect((await deploy(id)).revision).toEqual(first.revision);
    expect((await get('/small/b')).status).toBe(404);
  });

  it('keeps its last good state when it refuses one entity, and says which field', async () => {
    const id = await importApi('guarded', { '/a': ['get'] });
    await deploy(id);
    const before = await ofApi('routes', 'guarded');
    await importApi('guarded', { '/b': ['get'], '/c': ['get'] });
    manager.known.extraPlugin = { name: 'rate-limiting', config: { minute: -1 } };
    const refused = await deploy(id);
    manager.known.extraPlugin = undefined;
    expect(refused).toMatchObject({ status: 'FAILED', observedGeneration: null });
    expect(refused.error).toMatchObject({ code: 'GATEWAY_REFUSED', entity: 'plugin rate-limiting' });
    expect(refused.error?.message).toMatch(/minute/);
    expect(await ofApi('routes', 'guarded')).toEqual(before);
    expect((await get('/guarded/a')).status).toBe(200);
    expect((await get('/guarded/b')).status).toBe(404);
    expect((await deploy(id)).status).toBe('SYNCED');
    expect((await get('/guarded/b')).status).toBe(200);
  });

  it('holds nothing of a first deployment that it refused', async () => {
    const id = await importApi('never', { '/a': ['get'] });
    manager.known.extraPlugin = { name: 'rate-limiting', config: { minute: -1 } };
    expect((await deploy(id)).status).toBe('FAILED');
    manager.known.extraPlugin = undefined;
    expect(await ofApi('routes', 'never')).toEqual([]);
    expect(await ofApi('services', 'never')).toEqual([]);
    const deletion = 'mutation ($id: ID!) { deleteApi(id: $id) }';
    expect((await manager.ask(manager.actors.publisher, deletion, { id })).data).toEqual({ deleteApi: true });
  });

  it('that is down fails the deployment with its reason and is recorded as holding nothing', async () => {
    const id = await importApi('offline', { '/a': ['get'] });
    const deployment = await deploy(id, 'DOWN');
    expect(deployment).toMatchObject({ status: 'FAILED', writes: 0, error: { code: 'GATEWAY_UNREACHABLE' } });
    const own = { unitKey: `api-${id}` };
    expect(await manager.rows.gatewayUnit.count({ where: own })).toBe(0);
    const plan = await manager.ask(manager.actors.viewer, PLAN, { id, environment: 'DOWN' });
    expect(plan.errors?.[0]?.extensions.code).toBe('GATEWAY_UNREACHABLE');
  });

  it('is not touched when the policies do not compile, the policy manager is away, or someone edited meanwhile', async () => {
    const id = await importApi('closed', { '/a': ['get'] });
    const bad = {
      policy: 'rate-limit',
      scope: { kind: 'api', id },
      configuration: { nonsense: 1 },
      order: 0,
      enabled: true,
    } as const;
    manager.known.attachments = [{ id: uuid(), ...bad }];
    const refused = await deployRaw(id);
    manager.known.attachments = [];
    expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'POLICY_CONFIGURATION_INVALID' });
    manager.known.policyIsDown = true;
    const away = await deployRaw(id);
    manager.known.policyIsDown = false;
    expect(away.errors?.[0]?.extensions.code).toBe('MANAGER_UNAVAILABLE');
    expect((await deployRaw(id, 'DEV', 7)).errors?.[0]?.extensions.code).toBe('EDIT_CONFLICT');
    expect((await deployRaw(id, 'NOWHERE')).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    expect((await deployRaw(id, 'EMPTY')).errors?.[0]?.extensions.code).toBe('INVALID_INPUT');
    expect(await manager.rows.deployment.count({ where: { apiId: id } })).toBe(0);
    expect(await ofApi('services', 'closed')).toEqual([]);
  });

  it('lets an API be deleted once it is undeployed, not before', async () => {
    const id = await importApi('leaving', { '/a': ['get'] });
    await deploy(id);
    const { publisher } = manager.actors;
    const deletion = 'mutation ($id: ID!) { deleteApi(id: $id) }';
    const refused = await manager.ask(publisher, deletion, { id });
    expect(refused.errors?.[0]?.extensions).toMatchObject({
      code: 'CONFLICT',
      remedy: 'Undeploy it from DEV first.',
    });
    const undeploy = 'mutation ($id: ID!) { undeployApi(input: { apiId: $id, environment: "DEV" }) }';
    expect((await manager.ask(publisher, undeploy, { id })).data).toEqual({ undeployApi: true });
    expect((await get('/leaving/a')).status).toBe(404);
    expect(await ofApi('services', 'leaving')).toEqual([]);
    expect((await manager.ask(publisher, deletion, { id })).data).toEqual({ deleteApi: true });
  });

  it('is written by one of two managers at a time', async () => {
    const other = await manager.startAnother();
    const ids = await Promise.all(
      ['one', 'two', 'three', 'four'].map((slug) => importApi(`at-once-${slug}`, { '/a': ['get'] })),
    );
    const deployments = await Promise.all(ids.map((id) => deploy(id)));
    await other.stop();
    expect(deployments.map(({ status }) => status)).toEqual(['SYNCED', 'SYNCED', 'SYNCED', 'SYNCED']);
    for (const slug of ['one', 'four']) expect((await get(`/at-once-${slug}/a`)).status).toBe(200);
  });

  if (mode === 'DATABASE')
    it('keeps entities that are not ours', async () => {
      const response = await fetch(`${kong.adminUrl}/services`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'foreign', host: 'example.com', tags: ['apim'] }),
      });
      expect(response.status).toBe(201);
      const id = await importApi('beside', { '/a': ['get'] });
      await deploy(id);
      expect((await listOf(kong.adminUrl, 'services')).some(({ name }) => name === 'foreign')).toBe(true);
    });

  it('shows its history to members alone', async () => {
    const id = await importApi('small', { '/a': ['get'] });
    const query = `query ($id: ID!) { api(id: $id) {
      revisions { number hash } deployments { id status generation environment { name } revision { number } api { slug } }
    } }`;
    const { data } = await manager.ask(manager.actors.viewer, query, { id });
    const { api } = data as unknown as { api: { revisions: object[]; deployments: { id: string }[] } };
    expect(api.revisions).toHaveLength(2);
    expect(api.deployments[0]).toMatchObject({
      status: 'SYNCED',
      environment: { name: 'DEV' },
      api: { slug: 'small' },
    });
    const byId = 'query ($id: ID!) { deployment(id: $id) { status } }';
    const deploymentId = { id: api.deployments[0]?.id };
    expect((await manager.ask(manager.actors.viewer, byId, deploymentId)).data).toEqual({
      deployment: { status: 'SYNCED' },
    });
    const foreign = await manager.ask(manager.actors.stranger, byId, deploymentId);
    expect(foreign.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });
});
