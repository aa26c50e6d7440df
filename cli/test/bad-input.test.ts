import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shell, startInstallation, type TestInstallation } from './installation.ts';

const PORT_OFFSET = 10_900;
let installation: TestInstallation;
let documents: string;

interface Answer {
  data: Record<string, Record<string, unknown>> | null;
  errors?: {
    message: string;
    extensions: { code: string; field?: string; remedy?: string; details?: Record<string, unknown> };
  }[];
}

const environment = async () => ({
  APIM_URL: `http://127.0.0.1:${4000 + PORT_OFFSET}`,
  APIM_TOKEN: await installation.token(),
});
const apim = async (command: string, env: NodeJS.ProcessEnv = {}) =>
  shell(`node_modules/.bin/apim ${command}`, { ...(await environment()), ...env });
const ask = async (query: string, variables: Record<string, unknown> = {}): Promise<Answer> => {
  const { APIM_URL, APIM_TOKEN } = await environment();
  const response = await fetch(`${APIM_URL}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${APIM_TOKEN}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
};
const one = async (query: string, input: Record<string, unknown>) => (await ask(query, { input })).data;

beforeAll(async () => {
  installation = await startInstallation(PORT_OFFSET);
  documents = join(installation.home, 'documents');
  await mkdir(documents);
}, 120_000);

afterAll(async () => {
  await installation?.end();
  await installation?.remove();
});

const openapi = (more: Record<string, unknown>) =>
  JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'Bad', version: '1' },
    servers: [{ url: 'https://api.example.com' }],
    paths: { '/a': { get: { responses: { 200: { description: 'ok' } } } } },
    ...more,
  });

const refusing: [name: string, text: string, code: string][] = [
  ['text', 'hello', 'DOCUMENT_NOT_OPENAPI'],
  ['broken JSON', '{"openapi": "3.0.3",', 'DOCUMENT_UNREADABLE'],
  ['JSON that is not OpenAPI', '{"name": "package"}', 'DOCUMENT_NOT_OPENAPI'],
  ['47 MB', openapi({ 'x-padding': 'a'.repeat(47 * 1024 * 1024) }), 'DOCUMENT_TOO_LARGE'],
  [
    '47 MB of what JSON has to escape',
    openapi({ 'x-padding': '"'.repeat(23 * 1024 * 1024) }),
    'DOCUMENT_TOO_LARGE',
  ],
  [
    'a reference that leads to itself',
    openapi({
      components: {
        schemas: { A: { $ref: '#/components/schemas/B' }, B: { $ref: '#/components/schemas/A' } },
      },
    }),
    'REFERENCE_CYCLIC',
  ],
  [
    'a reference to a metadata address',
    openapi({ components: { schemas: { A: { $ref: 'http://169.254.169.254/latest/meta-data' } } } }),
    'REFERENCE_REMOTE',
  ],
  [
    'a reference to a file',
    openapi({ components: { schemas: { A: { $ref: 'file:///etc/passwd' } } } }),
    'REFERENCE_REMOTE',
  ],
  [
    'a YAML alias bomb',
    [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefgh'
        .split('')
        .map((name, index) => `${name}: &${name} [${`*${'abcdefg'[index]}, `.repeat(9)}]`),
      'openapi: 3.0.3',
    ].join('\n'),
    'DOCUMENT_ALIAS_BOMB',
  ],
  ['a relative server', openapi({ servers: [{ url: '/v1' }] }), 'SERVER_RELATIVE'],
  [
    'a server that is the Admin API',
    openapi({ servers: [{ url: `http://127.0.0.1:${8001 + PORT_OFFSET}` }] }),
    'UPSTREAM_FORBIDDEN',
  ],
  [
    'a server that is a metadata address',
    openapi({ servers: [{ url: 'http://169.254.169.254' }] }),
    'UPSTREAM_FORBIDDEN',
  ],
];

describe('a document with', () => {
  it.each(refusing)(
    '%s is refused by the command and in GraphQL, and leaves nothing behind',
    async (name, text, code) => {
      const file = join(documents, `${name.replaceAll(' ', '-')}.txt`);
      await writeFile(file, text);
      const { stderr, stdout, code: exitCode } = await apim(`api import '${file}' --project demo --slug bad`);
      expect(stderr).toContain(`[${code}`);
      expect(stderr).toMatch(/→ \S/);
      expect(exitCode).toBe(1);
      expect(stdout).toBe('');
      const { data } = await ask('{ project(slug: "demo") { id apis { nodes { slug } } } }');
      expect(JSON.stringify(data)).not.toContain('"bad"');
      // The server ends a request of over 48 MB while it is being sent.
      if (name.includes('escape')) return;
      const answer = await ask(
        'mutation ($input: ImportApiInput!) { importApi(input: $input) { created } }',
        { input: { projectId: data?.project?.id, slug: 'bad', document: text } },
      );
      expect(answer.errors?.[0]?.extensions).toMatchObject({ code, remedy: expect.any(String) });
    },
    60_000,
  );
});

describe('a change', () => {
  let api: { id: string; revision: number };

  beforeAll(async () => {
    const { data } = await ask('{ project(slug: "demo") { apis { nodes { id revision } } } }');
    [api] = (data?.project?.apis as { nodes: [{ id: string; revision: number }] }).nodes;
  });

  it('by two at once keeps the first, and tells the second the version that there is', async () => {
    const update = (name: string) =>
      ask('mutation ($input: UpdateApiInput!) { updateApi(input: $input) { name revision } }', {
        input: { id: api.id, expectedRevision: api.revision, name },
      });
    const answers = await Promise.all([update('First'), update('Second')]);
    const refused = answers.flatMap(({ errors }) => errors ?? []);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.extensions).toMatchObject({ code: 'EDIT_CONFLICT', details: expect.any(Object) });
  });

  it('of a policy that names a wrong value tells its place, and stores nothing', async () => {
    const input = {
      policy: 'rate-limit',
      scope: { kind: 'API', id: api.id },
      configuration: { minute: 0, unknown: 1 },
    };
    const { errors } = await ask(
      'mutation ($input: AttachPolicyInput!) { attachPolicy(input: $input) { id } }',
      { input },
    );
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'POLICY_CONFIGURATION_INVALID',
      field: expect.stringContaining('input.configuration'),
    });
    const { data } = await ask('query ($id: ID!) { api(id: $id) { attachments { id } } }', { id: api.id });
    expect(data?.api?.attachments).toHaveLength(1);
  });

  it.each([
    ['unknown', 'apim_pat_unknown', 'TOKEN_INVALID'],
    ['empty', ' ', 'TOKEN_INVALID'],
  ])('with an %s token is refused by name', async (_name, token, code) => {
    const { stderr, code: exitCode } = await apim('api list', { APIM_TOKEN: token });
    expect(stderr).toContain(code);
    expect(exitCode).toBe(1);
  });

  it('with a token that was revoked is refused within seconds', async () => {
    const created = await one(
      'mutation ($input: CreatePersonalTokenInput!) { createPersonalToken(input: $input) { secret token { id } } }',
      { name: 'short', expiresInDays: 1 },
    );
    const { secret, token } = created?.createPersonalToken as { secret: string; token: { id: string } };
    expect((await apim('whoami', { APIM_TOKEN: secret })).code).toBe(0);
    await ask('mutation ($id: ID!) { revokePersonalToken(id: $id) }', { id: token.id });
    await expect
      .poll(async () => (await apim('whoami', { APIM_TOKEN: secret })).stderr, { timeout: 10_000 })
      .toContain('TOKEN_INVALID');
  }, 30_000);

  it('for a gateway that is down says so, and deploys once it is back', async () => {
    const outage = {
      environment: 'STG',
      name: 'absent',
      adminUrl: 'http://127.0.0.1:9',
      proxyUrl: 'http://127.0.0.1:9',
      mode: 'DATABASE',
    };
    const created = await ask(
      'mutation ($input: CreateGatewayInput!) { createGateway(input: $input) { id } }',
      { input: outage },
    );
    expect(created.errors).toBeUndefined();
    const { stderr, code } = await apim('deploy orders --env STG');
    expect(stderr).toContain('GATEWAY_UNREACHABLE');
    expect(code).toBe(1);
  }, 60_000);
});
