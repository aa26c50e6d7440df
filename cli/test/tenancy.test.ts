import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, cases, type Answer, type Ask } from './id-cases.ts';
import { startInstallation, type TestInstallation } from './installation.ts';
import { addOrganization } from './second-organization.ts';

const PORT_OFFSET = 10_300;

let installation: TestInstallation;
let victim: Ask;
let attacker: Ask;
/** Everything that the victim has, by what it is. */
const owned: Record<string, string> = {};

const askAs =
  (token: string): Ask =>
  async (query, variables = {}) => {
    const response = await fetch(`http://127.0.0.1:${4000 + PORT_OFFSET}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as Answer;
  };

beforeAll(async () => {
  installation = await startInstallation(PORT_OFFSET);
  victim = askAs(await installation.token());
  attacker = askAs((await addOrganization(installation, 'attacker')).token);
  await fillVictim();
}, 120_000);

afterAll(async () => {
  await installation?.end();
  await installation?.remove();
});

async function fillVictim(): Promise<void> {
  const run = async <T>(query: string, input: Record<string, unknown> = {}) => {
    const { data, errors } = await victim(query, { input });
    expect(errors).toBeUndefined();
    return data as T;
  };
  const { viewer, project } = await run<{
    viewer: { user: { id: string }; organization: { id: string } };
    project: {
      id: string;
      apis: {
        nodes: {
          id: string;
          operations: { id: string }[];
          revisions: { id: string }[];
          deployments: { id: string }[];
        }[];
      };
    };
  }>(
    '{ viewer { user { id } organization { id } } project(slug: "demo") { id apis { nodes { id operations { id } revisions { id } deployments { id } } } } }',
  );
  const [api] = project.apis.nodes;
  Object.assign(owned, {
    user: viewer.user.id,
    organization: viewer.organization.id,
    project: project.id,
    api: api?.id,
    operation: api?.operations[0]?.id,
    revision: api?.revisions[0]?.id,
    deployment: api?.deployments[0]?.id,
  });
  const { attachPolicy } = await run<{ attachPolicy: { id: string } }>(
    'mutation ($input: AttachPolicyInput!) { attachPolicy(input: $input) { id } }',
    {
      policy: 'rate-limit',
      scope: { kind: 'API', id: owned.api },
      configuration: { minute: 100 },
    },
  );
  // What the sample published to everyone is no secret: from here on its own organisation alone sees it.
  const { publishApi } = await run<{ publishApi: { id: string } }>(
    'mutation ($input: PublishApiInput!) { publishApi(input: $input) { id } }',
    {
      apiId: owned.api,
      visibility: 'ORGANIZATION',
    },
  );
  const { createApplication } = await run<{ createApplication: { id: string } }>(
    'mutation ($input: CreateApplicationInput!) { createApplication(input: $input) { id } }',
    { name: 'secret application' },
  );
  owned.application = createApplication.id;
  const { subscribe } = await run<{ subscribe: { id: string } }>(
    'mutation ($input: SubscribeInput!) { subscribe(input: $input) { id } }',
    { applicationId: owned.application, apiId: owned.api },
  );
  const { createCredential } = await run<{ createCredential: { credential: { id: string } } }>(
    'mutation ($input: CreateCredentialInput!) { createCredential(input: $input) { credential { id } } }',
    { applicationId: owned.application },
  );
  const { createPersonalToken } = await run<{ createPersonalToken: { token: { id: string } } }>(
    'mutation ($input: CreatePersonalTokenInput!) { createPersonalToken(input: $input) { token { id } } }',
    { name: 'victim', expiresInDays: 1 },
  );
  Object.assign(owned, {
    attachment: attachPolicy.id,
    publication: publishApi.id,
    subscription: subscribe.id,
    credential: createCredential.credential.id,
    token: createPersonalToken.token.id,
  });
}

describe('attack 1: another organisation’s id', async () => {
  it.each(await cases())('in $name answers as a random id does', async (one) => {
    const ofRandom = await call(attacker, one, randomUUID());
    expect(ofRandom).not.toMatch(/GRAPHQL_VALIDATION|INTERNAL_ERROR|INVALID_INPUT/);
    for (const [kind, id] of Object.entries(owned)) {
      expect(`${kind}: ${await call(attacker, one, id)}`).toBe(`${kind}: ${ofRandom}`);
    }
  });

  it('is found by its owner, so that the answers above say something', async () => {
    const found: string[] = [];
    for (const one of (await cases()).filter(({ operation }) => operation === 'query')) {
      const ofRandom = await call(victim, one, randomUUID());
      const answers = await Promise.all(Object.values(owned).map((id) => call(victim, one, id)));
      if (answers.some((answer) => answer !== ofRandom)) found.push(one.field.name);
    }
    expect(found).toEqual(
      expect.arrayContaining(['api', 'project', 'application', 'publication', 'attachment', 'deployment']),
    );
  });

  it('changed nothing', async () => {
    const { data } = await victim(
      'query ($id: ID!) { application(id: $id) { subscriptions { status } credentials { status } } attachment(id: "ATTACHMENT") { version enabled } }'.replace(
        'ATTACHMENT',
        owned.attachment ?? '',
      ),
      { id: owned.application },
    );
    expect(data).toEqual({
      application: { subscriptions: [{ status: 'ACTIVE' }], credentials: [{ status: 'ACTIVE' }] },
      attachment: { version: 1, enabled: true },
    });
  });

  it('as a cursor gives nothing of that organisation', async () => {
    const cursor = Buffer.from(owned.application ?? '').toString('base64url');
    const { data } = await attacker(
      'query ($after: String) { applications(after: $after) { nodes { id name } } }',
      { after: cursor },
    );
    expect(JSON.stringify(data)).not.toContain('secret application');
  });
});

describe('attack 17: fields that an input does not declare', () => {
  it.each(['organizationId', 'id', 'status', 'role'])('%s is refused and changes nothing', async (field) => {
    const { errors } = await attacker(
      'mutation ($input: CreateApplicationInput!) { createApplication(input: $input) { id } }',
      { input: { name: 'sneaky', [field]: owned.organization } },
    );
    expect(errors?.[0]?.message).toContain(field);
    const { data } = await attacker('{ applications { nodes { name } } }');
    expect(JSON.stringify(data)).not.toContain('sneaky');
  });
});
