import { anonymous } from '@apim/kit/actor';
import { service } from '@apim/kit/testing/actors';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf, startPolicy, type PolicyManager } from '../../test/policy.ts';

let manager: PolicyManager;
beforeAll(async () => void (manager = await startPolicy()));
afterAll(() => manager.stop());

const COMPILE = 'query ($input: CompileApiInput!) { compileApi(input: $input) { policyVersion } }';

describe('compiling an API', () => {
  it('is for managers alone, each within the organisation that it works for', async () => {
    const { owner, organizationId, projectId, apiId, operations } = manager.tenant();
    const input = { organizationId, projectId, apiId, operations, basePath: '/pets', upstreamPath: '/' };
    for (const actor of [owner, anonymous]) {
      expect(errorOf(await manager.ask(actor, COMPILE, { input }))?.code).toMatch(
        /FORBIDDEN|UNAUTHENTICATED/,
      );
    }
    const other = service('gateway', uuid());
    expect(errorOf(await manager.ask(other, COMPILE, { input }))?.code).toBe('NOT_FOUND');
    expect((await manager.ask(service('gateway'), COMPILE, { input })).errors).toBeUndefined();
  });

  it('puts what a project and an API carry on the service, and what differs on the operation’s route', async () => {
    const tenant = manager.tenant();
    const { owner, projectId, apiId, operations } = tenant;
    const shared = await manager.attach(owner, 'rate-limit', 'PROJECT', projectId, { hour: 500 });
    const own = await manager.attach(owner, 'api-key', 'API', apiId, {});
    const special = await manager.attach(owner, 'rate-limit', 'OPERATION', operations[1]!.id, { minute: 5 });
    const { plugins, diagnostics } = await manager.compile(tenant);
    expect(diagnostics).toEqual([]);
    const found = (place: string, name: string) =>
      plugins.find((plugin) => plugin.place === place && plugin.name === name);
    expect(found('service', 'key-auth')?.sources).toEqual([own.data.attachPolicy.id]);
    expect(found('service', 'acl')?.config).toMatchObject({ allow: [`api-${apiId}`] });
    expect(found('service', 'rate-limiting')?.config).toMatchObject({ hour: 500 });
    const route = found('route', 'rate-limiting');
    expect(route?.operationId).toBe(operations[1]!.id);
    expect(route?.config).toMatchObject({ hour: 500, minute: 5 });
    expect(route?.sources).toEqual([shared.data.attachPolicy.id, special.data.attachPolicy.id]);
  });

  it('gives the same bytes for the same attachments, whatever the order in which they came', async () => {
    const tenant = manager.tenant();
    await manager.attach(tenant.owner, 'rate-limit', 'API', tenant.apiId, { minute: 5, hour: 50 });
    await manager.attach(tenant.owner, 'ip-filter', 'PROJECT', tenant.projectId, { deny: ['10.0.0.1'] });
    const first = await manager.compile(tenant);
    const second = await manager.compile({ ...tenant, operations: [...tenant.operations].reverse() });
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    expect(first.policyVersion).toMatch(/^[0-9a-f]{64}$/);
    await manager.attach(tenant.owner, 'api-key', 'API', tenant.apiId, {});
    expect((await manager.compile(tenant)).policyVersion).not.toBe(first.policyVersion);
  });

  it('leaves disabled attachments out', async () => {
    const tenant = manager.tenant();
    const before = await manager.compile(tenant);
    const { data } = await manager.attach(tenant.owner, 'api-key', 'API', tenant.apiId, {});
    await manager.ask(
      tenant.owner,
      'mutation ($id: ID!) { updateAttachment(input: { id: $id, expectedVersion: 1, enabled: false }) { id } }',
      { id: data.attachPolicy.id },
    );
    expect(await manager.compile(tenant)).toEqual(before);
  });

  it('reports attachments that cannot hold together, and serves nothing instead of less', async () => {
    const tenant = manager.tenant();
    await manager.attach(tenant.owner, 'api-key', 'API', tenant.apiId, { realm: 'one' });
    const { data } = await manager.attach(tenant.owner, 'api-key', 'API', tenant.apiId, { realm: 'two' });
    const { plugins, diagnostics } = await manager.compile(tenant);
    expect(diagnostics).toMatchObject([
      { severity: 'ERROR', code: 'POLICY_CONFLICT', attachmentId: data.attachPolicy.id },
    ]);
    expect(plugins.map(({ name }) => name)).toEqual(['request-termination']);
  });

  it('warns of what is attached to an operation that the API no longer has', async () => {
    const tenant = manager.tenant();
    const gone = tenant.operations[1]!.id;
    await manager.attach(tenant.owner, 'rate-limit', 'OPERATION', gone, { minute: 5 });
    const { diagnostics } = await manager.compile({ ...tenant, operations: tenant.operations.slice(0, 1) });
    expect(diagnostics).toMatchObject([{ severity: 'WARNING' }]);
  });

  it('reads nothing of another organisation, whose project, API or operations are named', async () => {
    const victim = manager.tenant();
    await manager.attach(victim.owner, 'rate-limit', 'PROJECT', victim.projectId, { minute: 1 });
    await manager.attach(victim.owner, 'api-key', 'API', victim.apiId, {});
    await manager.attach(victim.owner, 'rate-limit', 'OPERATION', victim.operations[0]!.id, { minute: 2 });
    const mixed = { ...victim, organizationId: uuid() };
    const nothing = { ...victim, organizationId: uuid(), projectId: uuid() };
    const { plugins } = await manager.compile(mixed);
    expect(plugins).toEqual((await manager.compile(nothing)).plugins);
    expect(plugins.flatMap(({ sources }) => sources)).toEqual([]);
  });
});
