import type { ActorClaims } from '@apim/kit/actor';
import { createRegistry, definePolicy } from '@apim/sdk';
import { v7 as uuid } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { errorOf, startPolicy, type PolicyManager, type Tenant } from '../../test/policy.ts';

const limit = definePolicy({
  name: 'limit',
  version: '1.0.0',
  title: 'Limit',
  summary: 'Limits calls.',
  direction: 'inbound',
  scopes: ['gateway', 'project', 'api', 'operation', 'plan', 'application'],
  configuration: z.object({ minute: z.int().describe('A minute.') }),
  merge: 'override',
  examples: [{ title: 'One', configuration: { minute: 1 } }],
  kong: { plugins: ['rate-limiting'], minimalVersion: '3.9.0' },
  describe: ({ minute }) => `${minute} a minute`,
  compile: ({ minute }) => ({ plugins: [{ name: 'rate-limiting', config: { minute } }], functions: [] }),
});
const described = definePolicy({
  name: 'described',
  version: '1.0.0',
  title: 'Described',
  summary: 'Answers what the document says.',
  direction: 'inbound',
  merge: 'override',
  scopes: ['api'],
  configuration: z.object({}),
  examples: [{ title: 'One', configuration: {} }],
  kong: { plugins: ['request-termination'], minimalVersion: '3.9.0' },
  describe: () => 'answers',
  perOperation: true,
  compile: (_, { operation }) => ({
    plugins: [
      {
        name: 'request-termination',
        config: { message: Object.keys(operation?.definition?.responses ?? {}).join() },
      },
    ],
    functions: [],
  }),
});

const administrator = (org: string): ActorClaims => ({
  sub: 'user-administrator',
  kind: 'user',
  org,
  grants: [{ role: 'platform-administrator', scope: { kind: 'installation' } }],
});

let manager: PolicyManager;
beforeAll(async () => void (manager = await startPolicy(createRegistry([limit, described]))));
afterAll(() => manager.stop());

const EXPLAIN = `query ($representations: [_Any!]!, $environment: String, $applicationId: ID) {
  _entities(representations: $representations) { ... on Api {
    explanation(environment: $environment, applicationId: $applicationId) {
      operations { steps { attachmentId plugin origin { kind id } shadowed configuration } } } } } }`;
const representationOf = ({ apiId, projectId, operations }: Tenant) => ({
  __typename: 'Api',
  id: apiId,
  basePath: '/pets',
  upstreamUrl: 'http://pets.example',
  operations,
  project: { id: projectId },
});

describe('what is attached to a gateway', () => {
  it('holds for every organisation there and nowhere else, and is the platform administrators’ alone', async () => {
    const tenant = manager.tenant();
    const gateway = { id: uuid(), environmentName: `E${uuid()}` };
    manager.known.gateways.push(gateway);
    const platform = administrator(manager.tenant().organizationId);
    const { data, errors } = await manager.attach(platform, 'limit', 'GATEWAY', gateway.id, { minute: 7 });
    expect(errors).toBeUndefined();
    const { id } = data.attachPolicy;
    expect(data.attachPolicy).toMatchObject({ scope: { kind: 'GATEWAY', id: gateway.id } });

    const limits = ({ plugins }: { plugins: { name: string }[] }) =>
      plugins.filter(({ name }) => name === 'rate-limiting');
    expect(limits(await manager.compile(tenant, gateway.id))).toMatchObject([
      { config: { minute: 7 }, sources: [id] },
    ]);
    expect(limits(await manager.compile(tenant))).toEqual([]);
    expect(limits(await manager.compile(tenant, uuid()))).toEqual([]);

    expect(errorOf(await manager.attach(platform, 'limit', 'GATEWAY', uuid(), { minute: 7 }))?.code).toBe(
      'NOT_FOUND',
    );
    expect(
      errorOf(await manager.attach(tenant.owner, 'limit', 'GATEWAY', gateway.id, { minute: 9 }))?.code,
    ).toBe('NOT_FOUND');
    const read = 'query ($id: ID!) { attachment(id: $id) { id } }';
    expect((await manager.ask(platform, read, { id })).data).toEqual({ attachment: { id } });
    expect(errorOf(await manager.ask(tenant.owner, read, { id }))?.code).toBe('NOT_FOUND');

    const explain = (environment: string, actor = tenant.viewer) =>
      manager.ask(actor, EXPLAIN, { representations: [representationOf(tenant)], environment });
    expect(errorOf(await explain('NONE'))?.code).toBe('NOT_FOUND');
    await manager.attach(tenant.owner, 'limit', 'API', tenant.apiId, { hour: 90 });
    const shown = JSON.stringify((await explain(gateway.environmentName)).data);
    expect(shown).toContain('GATEWAY');
    expect(shown).not.toMatch(/"minute":7|"hour":90/);
    const forOperators = await explain(gateway.environmentName, administrator(tenant.organizationId));
    expect(JSON.stringify(forOperators.data)).toMatch(/"minute":7/);
  });
});

describe('what is attached to an application', () => {
  it('holds for its calls to its own organisation’s APIs', async () => {
    const tenant = manager.tenant();
    const { owner, applicationId, apiId, viewer } = tenant;
    await manager.attach(owner, 'limit', 'API', apiId, { minute: 5 });
    const { data, errors } = await manager.attach(owner, 'limit', 'APPLICATION', applicationId, {
      minute: 50,
    });
    expect(errors).toBeUndefined();
    expect(data.attachPolicy).toMatchObject({ scope: { kind: 'APPLICATION', id: applicationId } });
    const { consumers, plugins } = await manager.compile(tenant);
    expect(consumers).toMatchObject([
      { applicationId, plugins: [{ name: 'rate-limiting', config: { minute: 50 } }] },
    ]);
    expect(plugins.find(({ name }) => name === 'rate-limiting')?.config).toMatchObject({ minute: 5 });

    const explain = (id: string | undefined) =>
      manager.ask(viewer, EXPLAIN, { representations: [representationOf(tenant)], applicationId: id });
    expect(JSON.stringify((await explain(applicationId)).data)).toContain('APPLICATION');
    expect(JSON.stringify((await explain(undefined)).data)).not.toContain('APPLICATION');
    const listed = await manager.ask(
      viewer,
      'query ($id: ID!) { _entities(representations: [{ __typename: "Application", id: $id }]) { ... on Application { attachments { id } } } }',
      { id: applicationId },
    );
    expect(listed.data).toEqual({ _entities: [{ attachments: [{ id: data.attachPolicy.id }] }] });
  });

  it('cannot be attached, seen nor explained by another organisation', async () => {
    const { applicationId, apiId } = manager.tenant();
    const other = manager.tenant();
    for (const id of [applicationId, uuid()]) {
      expect(
        errorOf(await manager.attach(other.owner, 'limit', 'APPLICATION', id, { minute: 1 }))?.code,
      ).toBe('NOT_FOUND');
      const explained = await manager.ask(other.viewer, EXPLAIN, {
        representations: [{ ...representationOf(other), id: apiId }],
        applicationId: id,
      });
      expect(errorOf(explained)?.code).toBe('NOT_FOUND');
    }
  });

  it('is not for who may write in one project alone', async () => {
    const { publisher, applicationId } = manager.tenant();
    const refusal = await manager.attach(publisher, 'limit', 'APPLICATION', applicationId, { minute: 1 });
    expect(errorOf(refusal)?.code).toBe('NOT_FOUND');
  });
});

describe('a policy that depends on the operation', () => {
  it('is compiled with what the API’s document says of each', async () => {
    const tenant = manager.tenant();
    for (const [index, { id }] of tenant.operations.entries()) {
      manager.known.definitions.set(id, { parameters: [], schemas: {}, responses: { [`20${index}`]: {} } });
    }
    await manager.attach(tenant.owner, 'described', 'API', tenant.apiId, {});
    const { plugins } = await manager.compile(tenant);
    const messages = plugins.flatMap(({ name, operationId, config }) =>
      name === 'request-termination' ? [[operationId, (config as { message: string }).message]] : [],
    );
    expect(new Map(messages as [string, string][])).toEqual(
      new Map(tenant.operations.map(({ id }, index) => [id, `20${index}`])),
    );
  });
});
