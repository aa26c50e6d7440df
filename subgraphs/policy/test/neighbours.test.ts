import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { start as startGateway } from '@apim/gateway/main';
import { createTestKeys, member, type TestKeys } from '@apim/kit/testing/actors';
import { createTestDatabase, type TestDatabase } from '@apim/kit/testing/databases';
import { graphqlClient } from '@apim/kit/testing/graphql-client';
import { testSettings } from '@apim/kit/testing/manager';
import type { RunningServer } from '@apim/kit/server';
import { start as startPortal } from '@apim/portal-manager/main';
import { start as startTenant } from '@apim/tenant/main';
import { seedOrganization } from '@apim/tenant/seed';
import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { start as startPolicyManager } from '../src/main.ts';

const managers = ['tenant', 'gateway', 'policy', 'portal'] as const;
type Manager = (typeof managers)[number];
const starters = {
  tenant: startTenant,
  gateway: startGateway,
  policy: startPolicyManager,
  portal: startPortal,
};

const databases: TestDatabase[] = [];
const running: RunningServer[] = [];
let keys: TestKeys;
let organizationId: string;
let projectId: string;

const secretText = () => randomBytes(24).toString('base64url');
const urls: Partial<Record<Manager, string>> = {};
const nobody = 'http://127.0.0.1:9';

async function startManager(name: Manager, own: NodeJS.ProcessEnv = {}): Promise<void> {
  const migrations = fileURLToPath(new URL(`../../${name}/prisma/migrations`, import.meta.url));
  const database = await createTestDatabase(name === 'tenant' ? 'POSTGRESQL' : 'MARIADB', migrations);
  databases.push(database);
  const settings = {
    ...testSettings(name, keys, database.url),
    LOG_LEVEL: 'silent',
    MANAGER_URLS: JSON.stringify(Object.fromEntries(managers.map((other) => [other, urls[other] ?? nobody]))),
    ...own,
  };
  if (name === 'tenant') {
    const seeded = await seedOrganization(database.url, {
      organization: { slug: 'acme', name: 'Acme' },
      project: { slug: 'main', name: 'Main' },
      administrator: { email: 'a@acme.example', name: 'A', password: secretText() },
    });
    ({ organizationId, projectId } = seeded);
  }
  const server = await starters[name](settings);
  running.push(server);
  urls[name] = server.url;
}

async function ask<T>(name: Manager, query: string, variables: Record<string, unknown> = {}): Promise<T> {
  const client = graphqlClient(urls[name]!, name, await keys.signer('bff'));
  const answer = await client<T>(member(organizationId, 'organization-owner'), query, variables);
  expect(answer.errors).toBeUndefined();
  return answer.data;
}

interface Imported {
  id: string;
  basePath: string;
  upstreamUrl: string;
  project: { id: string };
  operations: { id: string; key: string; method: string; path: string }[];
}

let api: Imported;

beforeAll(async () => {
  keys = await createTestKeys('bff', ...managers);
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  await startManager('tenant', {
    OIDC_ISSUER: 'http://localhost:4010/oidc',
    OIDC_COOKIE_KEYS: secretText(),
    OIDC_SIGNING_KEYS: JSON.stringify({
      keys: [{ ...(await exportJWK(privateKey)), kid: 'test', alg: 'ES256' }],
    }),
    BFF_CLIENT_SECRET: secretText(),
    BFF_REDIRECT_URIS: 'http://localhost:3000/auth/callback',
  });
  await startManager('gateway');
  await startManager('policy');
  await startManager('portal');
  const document = JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'Orders', version: '1.2.0', description: 'Orders and more.' },
    servers: [{ url: 'https://orders.example.com/v1' }],
    paths: { '/orders': { get: { responses: { 200: { description: 'ok' } } } } },
  });
  const { importApi } = await ask<{ importApi: { api: Imported } }>(
    'gateway',
    `mutation ($input: ImportApiInput!) { importApi(input: $input) { api {
      id basePath upstreamUrl project { id } operations { id key method path } } } }`,
    { input: { projectId, document } },
  );
  api = importApi.api;
});

afterAll(async () => {
  for (const server of running.reverse()) await server.stop();
  await Promise.all(databases.map((database) => database.drop()));
});

describe('with the real tenant and gateway managers', () => {
  it('policies are attached to a project, an API and an operation, and explained from the API’s own fields', async () => {
    const scopes = [
      { kind: 'PROJECT', id: projectId },
      { kind: 'API', id: api.id },
      { kind: 'OPERATION', id: api.operations[0]!.id },
    ];
    for (const scope of scopes) {
      await ask('policy', 'mutation ($input: AttachPolicyInput!) { attachPolicy(input: $input) { id } }', {
        input: { policy: 'rate-limit', scope, configuration: { minute: 10 } },
      });
    }
    const { _entities } = await ask<{
      _entities: [{ attachments: unknown[]; explanation: { operations: { steps: { policy: string }[] }[] } }];
    }>(
      'policy',
      `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Api {
        attachments { id } explanation { operations { key steps { policy relation } } } } } }`,
      { representations: [{ __typename: 'Api', ...api }] },
    );
    const [{ attachments, explanation }] = _entities;
    expect(attachments).toHaveLength(1);
    const steps = explanation.operations.flatMap((operation) => operation.steps);
    expect(steps.filter(({ policy }) => policy === 'rate-limit')).toHaveLength(3);
  });

  it('an API is published and subscribed to', async () => {
    const { publishApi } = await ask<{ publishApi: Record<string, string> }>(
      'portal',
      `mutation ($input: PublishApiInput!) { publishApi(input: $input) {
        title summary version slug documentFormat document } }`,
      { input: { apiId: api.id } },
    );
    expect(publishApi).toMatchObject({
      title: 'Orders',
      summary: 'Orders and more.',
      version: '1.2.0',
      slug: 'orders',
      documentFormat: 'JSON',
    });
    expect(publishApi.document).toContain('"openapi":"3.0.3"');
    const { createApplication } = await ask<{ createApplication: { id: string } }>(
      'portal',
      'mutation { createApplication(input: { name: "Shop" }) { id } }',
    );
    await ask('portal', 'mutation ($input: SubscribeInput!) { subscribe(input: $input) { apiTitle } }', {
      input: { applicationId: createApplication.id, apiId: api.id },
    });
  });
});
