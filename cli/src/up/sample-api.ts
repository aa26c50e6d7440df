import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ifFound } from '../client/errors.ts';
import type { Ask } from '../client/graphql.ts';

const document = fileURLToPath(new URL('../../samples/orders.openapi.yaml', import.meta.url));

interface Api {
  id: string;
  attachments: { policy: { name: string } }[];
  publication: object | null;
}

/**
 * Imports, protects, deploys and publishes the sample API through the API that users have. What an earlier start has done stays,
 * also when it was cut short. Returns why the gateway does not serve it, if so.
 */
export async function publishSample(
  ask: Ask,
  projectId: string,
  upstreamPort: number,
): Promise<string | undefined> {
  const api = (await findSample(ask, projectId)) ?? (await importSample(ask, projectId, upstreamPort));
  if (api.publication) return undefined;
  if (!api.attachments.some(({ policy }) => policy.name === 'api-key')) {
    await ask('mutation ($input: AttachPolicyInput!) { attachPolicy(input: $input) { id } }', {
      input: { policy: 'api-key', scope: { kind: 'API', id: api.id }, configuration: {} },
    });
  }
  const { deployApi } = await ask<{ deployApi: { error: { message: string } | null } }>(
    'mutation ($input: DeployApiInput!) { deployApi(input: $input) { error { message } } }',
    { input: { apiId: api.id, environment: 'DEV' } },
  );
  if (deployApi.error) return deployApi.error.message;
  await ask('mutation ($input: PublishApiInput!) { publishApi(input: $input) { id } }', {
    input: { apiId: api.id, visibility: 'PUBLIC' },
  });
  return undefined;
}

async function findSample(ask: Ask, projectId: string): Promise<Api | undefined> {
  const found = await ifFound(
    ask<{ api: Api | null }>(
      'query ($projectId: ID!) { api(projectId: $projectId, slug: "orders") { id attachments { policy { name } } publication { id } } }',
      { projectId },
    ),
  );
  return found?.api ?? undefined;
}

async function importSample(ask: Ask, projectId: string, upstreamPort: number): Promise<Api> {
  const { importApi } = await ask<{ importApi: { api: { id: string } } }>(
    'mutation ($input: ImportApiInput!) { importApi(input: $input) { api { id } } }',
    {
      input: {
        projectId,
        document: await readFile(document, 'utf8'),
        slug: 'orders',
        upstreamUrl: `http://localhost:${upstreamPort}`,
      },
    },
  );
  return { id: importApi.api.id, attachments: [], publication: null };
}
