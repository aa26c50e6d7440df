import { anonymous, type ActorClaims } from '@apim/kit/actor';
import { member } from '@apim/kit/testing/actors';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { errorOf, startPolicy, type PolicyManager } from '../../test/policy.ts';
import { policySource } from '../../test/policy-source.ts';

let manager: PolicyManager;
beforeAll(async () => void (manager = await startPolicy()));
afterAll(() => manager.stop());

const source = policySource();
const manifest = { name: 'greeting', version: '1.0.0' };
const versionSource = (version: string, header: string) =>
  policySource({
    version: JSON.stringify(version),
    compile: `() => ({ plugins: [{ name: "response-transformer", config: { add: { headers: ["${header}:1"] } } }], functions: [] })`,
  });

const deprecate = (actor: ActorClaims, projectId: string, version: string, instead = 'use 2.0.0') =>
  manager.ask<{ deprecatePolicyVersion: { state: string } }>(
    actor,
    'mutation ($input: DeprecatePolicyVersionInput!) { deprecatePolicyVersion(input: $input) { state } }',
    { input: { projectId, name: 'greeting', version, instead } },
  );
const remove = (actor: ActorClaims, projectId: string, version: string) =>
  manager.ask(actor, 'mutation ($input: DeletePolicyVersionInput!) { deletePolicyVersion(input: $input) }', {
    input: { projectId, name: 'greeting', version },
  });
const read = (actor: ActorClaims, projectId: string) =>
  manager.ask<{ policy: { versions: { version: string; state: string; source: string }[] } }>(
    actor,
    'query ($projectId: ID!) { policy(name: "greeting", projectId: $projectId) { version projectId deprecated versions { version state source } } }',
    { projectId },
  );

describe('publishing a policy of a project', () => {
  it('keeps what its source says, and lists it with the library in its project alone', async () => {
    const { owner, viewer, organizationId, projectId } = manager.tenant();
    const { data, errors } = await manager.publish(owner, projectId, source, {
      ...manifest,
      title: 'Greeting',
    });
    expect(errors).toBeUndefined();
    expect(data.publishPolicy).toEqual({ version: '1.0.0', state: 'PUBLISHED' });
    expect((await read(viewer, projectId)).data.policy).toEqual({
      version: '1.0.0',
      projectId,
      deprecated: null,
      versions: [{ version: '1.0.0', state: 'PUBLISHED', source }],
    });
    const names = async (id?: string) =>
      (
        await manager.ask<{ policies: { name: string }[] }>(
          viewer,
          'query ($id: ID) { policies(projectId: $id) { name } }',
          { id },
        )
      ).data.policies.map(({ name }) => name);
    expect(await names(projectId)).toEqual([...(await names()), 'greeting'].sort());
    expect(await names()).not.toContain('greeting');
    const audit = await manager.database.auditEvent.findMany({ where: { organizationId } });
    expect(audit.map(({ action, subject }) => [action, subject])).toEqual([['policy.published', projectId]]);
  });

  it('refuses a package whose manifest lies, field by field', async () => {
    const { owner, projectId } = manager.tenant();
    const lies: [unknown, string][] = [
      [{ name: 'greeting', version: '2.0.0' }, 'input.manifest.version'],
      [{ name: 'greetings', version: '1.0.0' }, 'input.manifest.name'],
      [{ ...manifest, kong: { plugins: [], minimalVersion: '3.9.0' } }, 'input.manifest.kong'],
      [{ ...manifest, scopes: ['gateway'] }, 'input.manifest.scopes'],
      [{ ...manifest, configurationSchema: {} }, 'input.manifest.configurationSchema'],
    ];
    for (const [lie, field] of lies) {
      const refusal = errorOf(await manager.publish(owner, projectId, source, lie));
      expect(refusal).toMatchObject({ code: 'POLICY_SOURCE_INVALID', field });
    }
    for (const odd of [
      null,
      'x',
      [],
      { version: '1.0.0' },
      { ...manifest, lua: 'os.exit()' },
      { ...manifest, handlerCode: [] },
    ]) {
      expect(errorOf(await manager.publish(owner, projectId, source, odd))?.code).toBe('INVALID_INPUT');
    }
    expect(await manager.database.policyVersion.count({ where: { projectId } })).toBe(0);
  });

  it('tells every problem of the source with file, line and remedy', async () => {
    const { owner, projectId } = manager.tenant();
    const { errors } = await manager.publish(
      owner,
      projectId,
      policySource({ scopes: '["gateway"]', title: '""' }),
      manifest,
    );
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('policy.ts:'),
      extensions: {
        code: 'POLICY_SOURCE_INVALID',
        field: 'input.source',
        details: {
          problems: [
            {
              file: 'policy.ts',
              line: expect.any(Number),
              message: expect.any(String),
              remedy: expect.any(String),
            },
            {},
          ],
        },
      },
    });
  });

  it('refuses a name of the library', async () => {
    const { owner, projectId } = manager.tenant();
    const taken = policySource({ name: '"rate-limit"' });
    const refusal = await manager.publish(owner, projectId, taken, { name: 'rate-limit', version: '1.0.0' });
    expect(errorOf(refusal)?.code).toBe('CONFLICT');
  });

  it('never changes what is published; a draft is replaced until it is', async () => {
    const { owner, projectId, apiId } = manager.tenant();
    expect((await manager.publish(owner, projectId, source, manifest, true)).data.publishPolicy.state).toBe(
      'DRAFT',
    );
    expect(errorOf(await manager.attach(owner, 'greeting', 'API', apiId, {}))?.code).toBe('POLICY_UNKNOWN');
    const other = `${source}// changed\n`;
    expect((await manager.publish(owner, projectId, other, manifest)).data.publishPolicy.state).toBe(
      'PUBLISHED',
    );
    expect((await manager.publish(owner, projectId, other, manifest)).errors).toBeUndefined();
    expect(errorOf(await manager.publish(owner, projectId, source, manifest))?.code).toBe('CONFLICT');
  });

  it('is for who may write policies, in the own organisation; for others the project does not exist', async () => {
    const { owner, viewer, projectId, organizationId } = manager.tenant();
    await manager.publish(owner, projectId, source, manifest);
    for (const run of [
      (actor: ActorClaims, id: string) => manager.publish(actor, id, source, manifest),
      (actor: ActorClaims, id: string) => deprecate(actor, id, '1.0.0'),
      (actor: ActorClaims, id: string) => remove(actor, id, '1.0.0'),
      read,
    ] as const) {
      for (const actor of [manager.tenant().owner, member(organizationId, 'viewer', uuid())]) {
        const [foreign, random] = [errorOf(await run(actor, projectId)), errorOf(await run(actor, uuid()))];
        expect(foreign?.code).toBe('NOT_FOUND');
        expect(foreign?.message.replace(/"[^"]*"/, '')).toBe(random?.message.replace(/"[^"]*"/, ''));
      }
      expect(errorOf(await run(anonymous, projectId))?.code).toBe('UNAUTHENTICATED');
    }
    expect(errorOf(await manager.publish(viewer, projectId, source, manifest))?.code).toBe('FORBIDDEN');
    expect(errorOf(await deprecate(viewer, projectId, '1.0.0'))?.code).toBe('FORBIDDEN');
    expect(errorOf(await remove(viewer, projectId, '1.0.0'))?.code).toBe('FORBIDDEN');
  });
});

describe('attaching a policy of a project', () => {
  it('compiles beside the library, in the project alone', async () => {
    const tenant = manager.tenant();
    await manager.publish(tenant.owner, tenant.projectId, source, manifest);
    await manager.attach(tenant.owner, 'rate-limit', 'API', tenant.apiId, { minute: 5 });
    const { data } = await manager.attach(tenant.owner, 'greeting', 'PROJECT', tenant.projectId, {
      name: 'X-Hi',
    });
    expect(data.attachPolicy).toMatchObject({ policyVersion: '1.0.0', policy: { name: 'greeting' } });
    const { plugins, diagnostics } = await manager.compile(tenant);
    expect(diagnostics).toEqual([]);
    expect(plugins.find(({ name }) => name === 'response-transformer')).toMatchObject({
      config: { add: { headers: ['X-Hi:hello'] } },
      sources: [data.attachPolicy.id],
    });
    expect(plugins.map(({ name }) => name)).toContain('rate-limiting');
    const other = manager.tenant();
    const refusal = await manager.attach(other.owner, 'greeting', 'API', other.apiId, {});
    expect(errorOf(refusal)?.code).toBe('POLICY_UNKNOWN');
  });

  it('names each field of a configuration that it refuses', async () => {
    const { owner, projectId, apiId } = manager.tenant();
    await manager.publish(owner, projectId, source, manifest);
    const { errors } = await manager.attach(owner, 'greeting', 'API', apiId, { name: '', colour: 1 });
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'POLICY_CONFIGURATION_INVALID',
      details: { issues: [{ field: 'input.configuration.name' }, { field: 'input.configuration.colour' }] },
    });
  });

  it('takes a later version of the same major, warns of a deprecated one, and closes the API when there is none', async () => {
    const tenant = manager.tenant();
    const { owner, projectId, apiId } = tenant;
    const publish = (version: string, header: string) =>
      manager.publish(owner, projectId, versionSource(version, header), { name: 'greeting', version });
    const headers = async () => {
      const { plugins, diagnostics } = await manager.compile(tenant);
      const found = plugins.find(({ name }) => name === 'response-transformer');
      return [
        JSON.stringify(found?.config),
        ...diagnostics.map(({ severity, code }) => `${severity} ${code}`),
      ];
    };
    await publish('1.0.0', 'X-One');
    const { data } = await manager.attach(owner, 'greeting', 'API', apiId, {});
    await publish('2.0.0', 'X-Two');
    expect(await headers()).toEqual([expect.stringContaining('X-One')]);
    await publish('1.1.0', 'X-One-One');
    expect(await headers()).toEqual([expect.stringContaining('X-One-One')]);
    await deprecate(owner, projectId, '1.1.0');
    expect(await headers()).toEqual([expect.stringContaining('X-One')]);
    await deprecate(owner, projectId, '1.0.0');
    expect(await headers()).toEqual([expect.stringContaining('X-One-One'), 'WARNING POLICY_DEPRECATED']);
    const { diagnostics } = await manager.compile(tenant);
    expect(diagnostics[0]?.message).toContain('use 2.0.0');
    const move = (version: string) =>
      manager.ask<{ updateAttachment: { policyVersion: string } }>(
        owner,
        'mutation ($input: UpdateAttachmentInput!) { updateAttachment(input: $input) { policyVersion } }',
        { input: { id: data.attachPolicy.id, expectedVersion: 1, version } },
      );
    expect(errorOf(await move('3.0.0'))).toMatchObject({ code: 'POLICY_UNKNOWN', field: 'input.policy' });
    expect((await remove(owner, projectId, '1.1.0')).errors).toBeUndefined();
    expect(errorOf(await remove(owner, projectId, '1.0.0'))?.code).toBe('CONFLICT');
    expect((await move('2.0.0')).data.updateAttachment.policyVersion).toBe('2.0.0');
    expect(await headers()).toEqual([expect.stringContaining('X-Two')]);
    expect((await remove(owner, projectId, '1.0.0')).errors).toBeUndefined();
    await publish('3.0.0', 'X-Three');
    await manager.database.policyVersion.deleteMany({ where: { projectId, version: '2.0.0' } });
    const gone = await manager.compile(tenant);
    expect(gone.plugins.map(({ name }) => name)).toEqual(['request-termination']);
    expect(gone.diagnostics).toMatchObject([
      {
        severity: 'ERROR',
        code: 'POLICY_UNKNOWN',
        message: expect.stringContaining('version 2.0.0 of greeting is gone'),
        attachmentId: data.attachPolicy.id,
      },
    ]);
  });

  it('is explained in the user’s words, and a loop in it holds up nobody else', async () => {
    const tenant = manager.tenant();
    const { owner, projectId, apiId } = tenant;
    const loops = policySource({
      name: '"loops"',
      compile: '({ name }) => { if (name === "X-Loop") for (;;); return { plugins: [], functions: [] }; }',
    });
    await manager.publish(owner, projectId, loops, { name: 'loops', version: '1.0.0' });
    const refusal = await manager.attach(owner, 'loops', 'API', apiId, { name: 'X-Loop' });
    expect(errorOf(refusal)?.code).toBe('POLICY_FAILED');
    const { data } = await manager.attach(owner, 'loops', 'API', apiId, {});
    await manager.database.policyAttachment.update({
      where: { id: data.attachPolicy.id },
      data: { configuration: '{"name":"X-Loop"}' },
    });
    expect((await manager.compile(tenant)).diagnostics).toMatchObject([
      { code: 'POLICY_FAILED', attachmentId: data.attachPolicy.id },
    ]);
    const neighbour = manager.tenant();
    await manager.publish(neighbour.owner, neighbour.projectId, source, manifest);
    await manager.attach(neighbour.owner, 'greeting', 'API', neighbour.apiId, {});
    expect((await manager.compile(neighbour)).diagnostics).toEqual([]);
  });
});
