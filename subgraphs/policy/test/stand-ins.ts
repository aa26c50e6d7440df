import { buildSubgraphSchema } from '@apollo/subgraph';
import { createActorVerifier } from '@apim/kit/actor';
import type { RequestContext } from '@apim/kit/context';
import { DomainError, notFound } from '@apim/kit/errors';
import { createLogger } from '@apim/kit/logger';
import { createSubgraphServer, listen, type RunningServer } from '@apim/kit/server';
import type { TestKeys } from '@apim/kit/testing/actors';
import { parse } from 'graphql';

export interface KnownScope {
  id: string;
  organizationId: string;
  projectId: string;
  apiId?: string;
}

/** Projects, APIs and operations that the stand-ins know; a suite fills it. */
export interface KnownScopes {
  projects: KnownScope[];
  apis: KnownScope[];
  operations: KnownScope[];
  applications: { id: string; organizationId: string }[];
  gateways: { id: string; environmentName: string }[];
  /** By operation id. */
  definitions: Map<string, unknown>;
}

/** Answers the internal queries of the tenant, gateway and portal managers over HTTP to managers that sign. */
export async function startStandIns(
  keys: TestKeys,
  { projects, apis, operations, applications, gateways, definitions }: KnownScopes,
): Promise<{ urls: Record<string, string>; stop(): Promise<void> }> {
  const find =
    (kind: string, known: { id: string; organizationId: string }[]) =>
    (_: unknown, { id }: { id: string }, { actor }: RequestContext) => {
      actor.require('system:read');
      const scope = known.find((item) => item.id === id && item.organizationId === actor.organizationId);
      if (!scope) throw notFound(kind, id);
      return scope;
    };
  const tenant = await serve(keys, 'tenant', { projectReference: find('Project', projects) });
  const gateway = await serve(keys, 'gateway', {
    apiReference: find('Api', apis),
    operationReference: find('Operation', operations),
    gatewayReferences: () => gateways,
    operationDefinitions: (_: unknown, { operationIds }: { operationIds: string[] }) => {
      // As the gateway manager does of large ones.
      if (operationIds.length > 1) throw new DomainError('LIMIT_EXCEEDED', 'The definitions are too large.');
      return operationIds.map((operationId) => {
        const definition = definitions.get(operationId);
        return { operationId, definition, reason: definition ? null : 'it has a cyclic parameter' };
      });
    },
  });
  const portal = await serve(keys, 'portal', { application: find('Application', applications) });
  return {
    urls: { tenant: tenant.url, gateway: gateway.url, portal: portal.url },
    stop: async () => void (await Promise.all([tenant.stop(), gateway.stop(), portal.stop()])),
  };
}

const signatures: Record<string, string> = {
  gatewayReferences: 'gatewayReferences: [Reference!]!',
  operationDefinitions: 'operationDefinitions(apiId: ID!, operationIds: [ID!]!): [Definition!]!',
};

async function serve(
  keys: TestKeys,
  name: 'tenant' | 'gateway' | 'portal',
  query: Record<string, unknown>,
): Promise<RunningServer> {
  const fields = Object.keys(query).map((field) => signatures[field] ?? `${field}(id: ID!): Reference!`);
  const typeDefs = parse(`
    type Query { ${fields.join(' ')} }
    scalar JSON
    type Reference { id: ID! organizationId: ID! projectId: ID! apiId: ID environmentName: String }
    type Definition { operationId: ID! definition: JSON reason: String }
  `);
  const app = createSubgraphServer({
    name,
    schema: buildSubgraphSchema([{ typeDefs, resolvers: { Query: query } as never }]),
    logger: createLogger(name, 'silent'),
    verifier: createActorVerifier(keys.trusted, name),
    isReady: async () => {},
  });
  return listen(app, { host: '127.0.0.1', port: 0 });
}
