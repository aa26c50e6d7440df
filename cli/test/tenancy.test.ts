import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  buildASTSchema,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, startInstallation, type TestInstallation } from './installation.ts';
import { addOrganization } from './second-organization.ts';

const PORT_OFFSET = 10_300;

interface Answer {
  data: Record<string, unknown> | null;
  errors?: { message: string; extensions: { code: string } }[];
}
type Ask = (query: string, variables?: Record<string, unknown>) => Promise<Answer>;

/** Values under which a call passes every check but that of the id; by name of the input's field. */
const samples: Record<string, unknown> = {
  document: JSON.stringify({
    openapi: '3.0.0',
    info: { title: 'T', version: '1' },
    servers: [{ url: 'https://example.com' }],
    paths: { '/a': { get: { responses: { 200: { description: 'ok' } } } } },
  }),
  environment: 'DEV',
  policy: 'rate-limit',
  configuration: { minute: 1 },
  email: 'someone@example.org',
  password: 'a-long-enough-password',
  role: 'viewer',
  slug: 'some-slug',
  name: 'Some name',
  expiresInDays: 1,
  operationKey: 'GET /a',
  stepSeconds: 60,
  first: 10,
};

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

/** A place of an input that takes an id: the path from the argument, such as `input.scope.id`. */
function idPaths(name: string, type: GraphQLInputType, depth = 0): string[] {
  const named = getNamedType(type);
  if (named.name === 'ID') return [name];
  if (!isInputObjectType(named) || depth > 3) return [];
  return Object.values(named.getFields()).flatMap((field) =>
    idPaths(`${name}.${field.name}`, field.type, depth + 1),
  );
}

function valueOf(
  path: string,
  input: GraphQLArgument | GraphQLInputField,
  ids: Record<string, string>,
  fallback: string,
): unknown {
  const type = isNonNullType(input.type) ? input.type.ofType : input.type;
  const named = getNamedType(type);
  if (named.name === 'ID') return ids[path] ?? (isNonNullType(input.type) ? fallback : undefined);
  if (isInputObjectType(named)) {
    return Object.fromEntries(
      Object.values(named.getFields()).map((field) => [
        field.name,
        valueOf(`${path}.${field.name}`, field, ids, fallback),
      ]),
    );
  }
  if (input.name in samples) return samples[input.name];
  if (!isNonNullType(input.type)) return undefined;
  if (isListType(type)) return [];
  if (isEnumType(named)) return named.getValues()[0]?.value;
  return {
    String: 'some text',
    Int: 1,
    Float: 1,
    Boolean: true,
    JSON: {},
    DateTime: new Date().toISOString(),
  }[named.name];
}

/** All scalars of a type, and those of objects that it leads to without arguments. */
function selectionOf(field: GraphQLField<unknown, unknown>, depth = 0): string {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return '';
  const parts = Object.values(type.getFields()).flatMap((inner) => {
    const isObject = isObjectType(getNamedType(inner.type));
    if (isObject && depth >= 2) return [];
    const selection = selectionOf(inner, depth + 1);
    return isObject && selection === '' ? [] : [`${inner.name}${selection}`];
  });
  return parts.length > 0 ? ` { ${parts.join(' ')} }` : '';
}

interface Case {
  name: string;
  operation: 'query' | 'mutation';
  field: GraphQLField<unknown, unknown>;
  path: string;
}

async function cases(): Promise<Case[]> {
  const supergraph = await readFile(join(root, 'supergraph/supergraph.graphql'), 'utf8');
  const built = buildASTSchema(parse(supergraph), { assumeValidSDL: true });
  const isHidden = (field: GraphQLField<unknown, unknown>) =>
    field.astNode?.directives?.some(({ name }) => name.value === 'inaccessible');
  return [
    ['query' as const, built.getQueryType()] as const,
    ['mutation' as const, built.getMutationType()] as const,
  ].flatMap(([operation, type]) =>
    Object.values(type?.getFields() ?? {})
      .filter((field) => !isHidden(field))
      .flatMap((field) =>
        field.args
          .flatMap((argument) => idPaths(argument.name, argument.type))
          .map((path) => ({ name: `${field.name}(${path})`, operation, field, path })),
      ),
  );
}

/** Calls with what is required; with everything when that alone is refused, as some optional arguments go together. */
async function call(ask: Ask, one: Case, id: string): Promise<string> {
  const isNeeded = ({ name, type }: GraphQLArgument) =>
    isNonNullType(type) || one.path.split('.')[0] === name;
  const answer = await callWith(ask, one, id, isNeeded);
  return answer.includes('INVALID_INPUT') ? callWith(ask, one, id, () => true) : answer;
}

async function callWith(
  ask: Ask,
  { operation, field, path }: Case,
  id: string,
  isGiven: (argument: GraphQLArgument) => boolean,
): Promise<string> {
  const given = field.args.filter(isGiven);
  const variables = Object.fromEntries(
    given.map((argument) => [argument.name, valueOf(argument.name, argument, { [path]: id }, id)]),
  );
  const declared = given.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = given.map(({ name }) => `${name}: $${name}`).join(', ');
  const answer = await ask(
    `${operation} (${declared}) { ${field.name}(${passed})${selectionOf(field)} }`,
    variables,
  );
  return JSON.stringify(answer).replaceAll(id, '<id>');
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
