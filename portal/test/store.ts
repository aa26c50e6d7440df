import { GraphQLError } from 'graphql';
import { randomUUID } from 'node:crypto';

export interface Publication {
  slug: string;
  title: string;
  summary?: string;
  version?: string;
  document: string;
  gatewayUrl?: string;
}

interface Context {
  isSignedIn: boolean;
}

const at = '2026-11-20T08:00:00.000Z';
const notFound = (kind: string) =>
  new GraphQLError(`${kind} does not exist.`, { extensions: { code: 'NOT_FOUND' } });

function requireSession({ isSignedIn }: Context): void {
  if (isSignedIn) return;
  const extensions = { code: 'UNAUTHENTICATED', remedy: 'Sign in and try again.' };
  throw new GraphQLError('You are not signed in.', { extensions });
}

/** Resolvers of the public schema's root fields over what is kept in memory. */
export function createStore(given: Publication[]) {
  const publications = given.map(({ gatewayUrl, ...publication }) => ({
    id: randomUUID(),
    apiId: randomUUID(),
    summary: '',
    version: '1.0.0',
    visibility: 'PUBLIC',
    documentFormat: 'json',
    publishedAt: at,
    updatedAt: at,
    gatewayUrls: gatewayUrl ? [{ environment: 'DEV', url: gatewayUrl }] : [],
    ...publication,
  }));
  const applications: Application[] = [];
  const applicationOf = (id: string): Application => {
    const found = applications.find((one) => one.id === id);
    if (!found) throw notFound('The application');
    return found;
  };
  const page = <Node>(nodes: Node[]) => ({
    nodes,
    edges: [],
    pageInfo: { hasNextPage: false, endCursor: null },
  });

  return {
    viewer: (_: object, { isSignedIn }: Context) => ({
      user: isSignedIn ? { id: '1', name: 'Ada Byron', email: 'ada@example.com' } : null,
      organization: isSignedIn ? { id: '2', name: 'Analytical Engines' } : null,
      grants: [],
    }),
    catalogue: ({ search }: { search?: string }) =>
      page(
        publications.filter(({ title, summary, slug }) =>
          `${title} ${summary} ${slug}`.toLowerCase().includes((search ?? '').toLowerCase()),
        ),
      ),
    publication: ({ id, slug }: { id?: string; slug?: string }) => {
      const found = publications.find((one) => one.id === id || one.slug === slug);
      if (!found) throw notFound('The publication');
      return found;
    },
    applications: (_: object, context: Context) => {
      requireSession(context);
      return page(applications);
    },
    application: ({ id }: { id: string }, context: Context) => {
      requireSession(context);
      return applicationOf(id);
    },
    createApplication: ({ input }: { input: { name: string; description?: string } }, context: Context) => {
      requireSession(context);
      if (applications.some(({ name }) => name === input.name))
        throw new GraphQLError('An application with this name exists.', {
          extensions: { code: 'CONFLICT', field: 'input.name', remedy: 'Choose another name.' },
        });
      const application: Application = {
        id: randomUUID(),
        name: input.name,
        description: input.description ?? '',
        version: 1,
        createdAt: at,
        subscriptions: [],
        credentials: [],
      };
      applications.push(application);
      return application;
    },
    subscribe: ({ input }: { input: { applicationId: string; apiId: string } }, context: Context) => {
      requireSession(context);
      const publication = publications.find(({ apiId }) => apiId === input.apiId);
      if (!publication) throw notFound('The API');
      const { apiId, title: apiTitle } = publication;
      const subscription = {
        id: randomUUID(),
        apiId,
        apiTitle,
        status: 'ACTIVE',
        createdAt: at,
        endedAt: null,
        publication,
      };
      applicationOf(input.applicationId).subscriptions.push(subscription);
      return subscription;
    },
    createCredential: ({ input }: { input: { applicationId: string } }, context: Context) => {
      requireSession(context);
      const key = `apim_key_${'k'.repeat(39)}wxyz`;
      const credential = {
        id: randomUUID(),
        prefix: 'apim_key_kkkk',
        lastFour: 'wxyz',
        status: 'ACTIVE',
        createdAt: at,
        revokedAt: null as string | null,
      };
      applicationOf(input.applicationId).credentials.push(credential);
      return { credential, key };
    },
    revokeCredential: ({ input }: { input: { id: string } }, context: Context) => {
      requireSession(context);
      const credential = applications
        .flatMap(({ credentials }) => credentials)
        .find(({ id }) => id === input.id);
      if (!credential) throw notFound('The key');
      return Object.assign(credential, { status: 'REVOKED', revokedAt: at });
    },
  };
}

interface Application {
  id: string;
  name: string;
  description: string;
  version: number;
  createdAt: string;
  subscriptions: { id: string; apiId: string; status: string }[];
  credentials: { id: string; status: string; revokedAt: string | null }[];
}
