import { ifFound, UsageError } from './errors.ts';
import type { Ask } from './graphql.ts';

export interface ApiReference {
  id: string;
  slug: string;
  name: string;
  operations: { id: string; key: string }[];
}

export interface ProjectReference {
  id: string;
  slug: string;
}

/** The project of that name; without a name APIM_PROJECT, else the only one that there is. */
export async function resolveProject(
  ask: Ask,
  slug: string | undefined = process.env.APIM_PROJECT,
): Promise<ProjectReference> {
  if (slug) {
    const found = await ifFound(
      ask<{ project: ProjectReference | null }>(
        'query ($slug: String!) { project(slug: $slug) { id slug } }',
        { slug },
      ),
    );
    if (!found?.project) throw new UsageError(`There is no project ${slug}.`);
    return found.project;
  }
  const { projects } = await ask<{ projects: { nodes: ProjectReference[] } }>(
    '{ projects(first: 20) { nodes { id slug } } }',
  );
  const [only, ...others] = projects.nodes;
  if (!only) throw new UsageError('There is no project yet.');
  if (others.length > 0)
    throw new UsageError(
      `Name the project with --project: ${projects.nodes.map((project) => project.slug).join(', ')}.`,
    );
  return only;
}

/** The API of that name in the project. */
export async function resolveApi(ask: Ask, project: ProjectReference, slug: string): Promise<ApiReference> {
  const found = await ifFound(
    ask<{ api: ApiReference | null }>(
      'query ($projectId: ID!, $slug: String!) { api(projectId: $projectId, slug: $slug) { id slug name operations { id key } } }',
      { projectId: project.id, slug },
    ),
  );
  if (found?.api) return found.api;
  const names = (await listApis(ask, project)).map((other) => other.slug);
  throw new UsageError(
    `The project ${project.slug} has no API ${slug}${names.length > 0 ? `; it has ${names.join(', ')}` : ''}.`,
  );
}

export interface ListedApi {
  id: string;
  slug: string;
  name: string;
  version: string;
  basePath: string;
  publication: { visibility: string } | null;
}

/** All APIs of the project, page by page. */
export async function listApis(ask: Ask, project: ProjectReference): Promise<ListedApi[]> {
  interface Answer {
    apis: {
      nodes: ListedApi[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
  }
  const nodes: Answer['apis']['nodes'] = [];
  for (let after: string | undefined; ;) {
    const { apis } = await ask<Answer>(
      'query ($projectId: ID!, $after: String) { apis(projectId: $projectId, first: 200, after: $after) { nodes { id slug name version state basePath publication { visibility } } pageInfo { hasNextPage endCursor } } }',
      { projectId: project.id, after },
    );
    nodes.push(...apis.nodes);
    if (!apis.pageInfo.hasNextPage) return nodes;
    after = apis.pageInfo.endCursor;
  }
}

/** The application of that name. */
export async function resolveApplication(ask: Ask, name: string): Promise<{ id: string; name: string }> {
  const { applications } = await ask<{ applications: { nodes: { id: string; name: string }[] } }>(
    '{ applications(first: 200) { nodes { id name } } }',
  );
  const application = applications.nodes.find((candidate) => candidate.name === name);
  if (!application)
    throw new UsageError(`There is no application ${name}: make it with apim app create ${name}.`);
  return application;
}

/** The id of an environment's gateway. */
export async function resolveGateway(ask: Ask, environment: string): Promise<string> {
  const { environments } = await ask<{ environments: { name: string; gateways: { id: string }[] }[] }>(
    '{ environments { name gateways { id } } }',
  );
  const found = environments.find(({ name }) => name === environment);
  const [gateway] = found?.gateways ?? [];
  if (!gateway)
    throw new UsageError(
      `There is no gateway of ${environment}; there are ${environments.map(({ name }) => name).join(', ')}.`,
    );
  return gateway.id;
}

/** The operation of an API by its key such as `GET /customers/{id}`. */
export function resolveOperation(api: ApiReference, key: string): { id: string; key: string } {
  const operation = api.operations.find((candidate) => candidate.key.toLowerCase() === key.toLowerCase());
  if (!operation)
    throw new UsageError(
      `The API ${api.slug} has no operation ${key}; it has ${api.operations
        .slice(0, 10)
        .map((one) => one.key)
        .join(', ')}.`,
    );
  return operation;
}
