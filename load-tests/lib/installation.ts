import { ask } from './graphql.ts';
import type { Target } from './target.ts';

/** A policy with its configuration, at the whole API or at one of its operations. */
export interface Attachment {
  policy: string;
  configuration: object;
  /** Key of the operation, such as `GET /customers/{id}`. */
  operation?: string;
}

/** What a run made and must remove. */
export interface Made {
  apiId: string;
  applicationId: string;
}

/** An API of the run's own, and what is needed to call it. */
export interface ProtectedApi extends Made {
  basePath: string;
  key: string;
}

interface Operation {
  id: string;
  key: string;
}

/** Imports the document under a name of its own, attaches the policies, deploys it to DEV and makes a key for it. */
export function makeProtectedApi(target: Target, document: string, attachments: Attachment[]): ProtectedApi {
  const slug = `load-${Date.now().toString(36)}${Math.floor(Math.random() * 36 ** 4).toString(36)}`;
  const made: Partial<Made> = {};
  try {
    const { id, basePath, operations } = importApi(target, slug, document);
    made.apiId = id;
    for (const attachment of attachments) attach(target, id, operations, attachment);
    deploy(target, id);
    made.applicationId = ask<{ createApplication: { id: string } }>(
      target,
      'createApplication',
      'mutation ($input: CreateApplicationInput!) { createApplication(input: $input) { id } }',
      { input: { name: slug, description: 'Made by a load test.' } },
    ).createApplication.id;
    const applicationId = made.applicationId;
    ask(target, 'subscribe', 'mutation ($input: SubscribeInput!) { subscribe(input: $input) { id } }', {
      input: { applicationId, apiId: id },
    });
    const { createCredential } = ask<{ createCredential: { key: string } }>(
      target,
      'createCredential',
      'mutation ($input: CreateCredentialInput!) { createCredential(input: $input) { key } }',
      { input: { applicationId, expiresInDays: 1 } },
    );
    return { apiId: id, applicationId, basePath, key: createCredential.key };
  } catch (error) {
    // k6 runs no teardown after a setup that failed.
    remove(target, made);
    throw error;
  }
}

function importApi(
  target: Target,
  slug: string,
  document: string,
): { id: string; basePath: string; operations: Operation[] } {
  const projectSlug = __ENV.PROJECT || 'demo';
  const { project } = ask<{ project: { id: string } | null }>(
    target,
    'project',
    'query ($slug: String!) { project(slug: $slug) { id } }',
    { slug: projectSlug },
  );
  if (!project) throw new Error(`There is no project ${projectSlug}: name one by PROJECT.`);
  const { importApi } = ask<{
    importApi: { api: { id: string; basePath: string; operations: Operation[] } };
  }>(
    target,
    'importApi',
    'mutation ($input: ImportApiInput!) { importApi(input: $input) { api { id basePath operations { id key } } } }',
    {
      input: {
        projectId: project.id,
        slug,
        basePath: `/${slug}`,
        document,
        upstreamUrl: __ENV.UPSTREAM || undefined,
      },
    },
  );
  return importApi.api;
}

function attach(target: Target, apiId: string, operations: Operation[], attachment: Attachment): void {
  const { policy, configuration, operation } = attachment;
  const found = operations.find(({ key }) => key === operation);
  if (operation && !found) throw new Error(`The API has no operation ${operation}.`);
  const scope = found ? { kind: 'OPERATION', id: found.id } : { kind: 'API', id: apiId };
  ask(
    target,
    'attachPolicy',
    'mutation ($input: AttachPolicyInput!) { attachPolicy(input: $input) { id } }',
    { input: { policy, scope, configuration } },
  );
}

function deploy(target: Target, apiId: string): void {
  const { deployApi } = ask<{
    deployApi: { status: string; error: { code: string; message: string } | null };
  }>(
    target,
    'deployApi',
    'mutation ($input: DeployApiInput!) { deployApi(input: $input) { status error { code message } } }',
    { input: { apiId, environment: 'DEV' } },
  );
  if (deployApi.status !== 'SYNCED')
    throw new Error(
      `The deployment is ${deployApi.status}: ${deployApi.error?.code ?? ''} ${deployApi.error?.message ?? ''}`,
    );
}

/** Undeploys and removes what a run made, each part even where another cannot be removed; says what stays. */
export function remove(target: Target, { apiId, applicationId }: Partial<Made>): void {
  const steps: [string, string, object][] = [];
  if (applicationId)
    steps.push([
      'deleteApplication',
      'mutation ($id: ID!) { deleteApplication(id: $id) }',
      { id: applicationId },
    ]);
  if (apiId)
    steps.push(
      [
        'undeployApi',
        'mutation ($input: UndeployApiInput!) { undeployApi(input: $input) }',
        { input: { apiId, environment: 'DEV' } },
      ],
      ['deleteApi', 'mutation ($id: ID!) { deleteApi(id: $id) }', { id: apiId }],
    );
  for (const [name, query, variables] of steps) {
    try {
      ask(target, name, query, variables);
    } catch (error) {
      console.error(`Not removed: ${String(error)}`);
    }
  }
}
