import { buildSubgraphSchema } from '@apollo/subgraph';
import { createActorVerifier } from '@apim/kit/actor';
import type { RequestContext } from '@apim/kit/context';
import { createLogger } from '@apim/kit/logger';
import { createSubgraphServer, listen, type RunningServer } from '@apim/kit/server';
import type { TestKeys } from '@apim/kit/testing/actors';
import { parse } from 'graphql';
import type { PublishableApi } from '../src/gateway-directory.ts';

const typeDefs = parse(`
  type Query { apiReference(id: ID!): ApiReference  gatewayReferences: [GatewayReference!]! }
  type ApiReference {
    id: ID! organizationId: ID! projectId: ID! slug: String! name: String! title: String version: String! description: String
    basePath: String! document: String!
  }
  type GatewayReference { id: ID! name: String! environmentName: String! proxyUrl: String! }
`);

export interface StandInApi extends PublishableApi {
  name: string;
}

/** Answers the gateway manager's internal queries over HTTP to managers that sign, from a list that a suite fills. */
export async function startGatewayStandIn(keys: TestKeys, apis: StandInApi[]): Promise<RunningServer> {
  const resolvers = {
    Query: {
      apiReference(_: unknown, { id }: { id: string }, { actor }: RequestContext) {
        actor.require('system:read');
        return apis.find((api) => api.id === id && api.organizationId === actor.organizationId) ?? null;
      },
      gatewayReferences(_: unknown, __: unknown, { actor }: RequestContext) {
        actor.require('system:read');
        return [{ id: 'gw-1', name: 'main', environmentName: 'DEV', proxyUrl: 'http://127.0.0.1:8000/' }];
      },
    },
  };
  const app = createSubgraphServer({
    name: 'gateway',
    schema: buildSubgraphSchema([{ typeDefs, resolvers: resolvers as never }]),
    logger: createLogger('gateway', 'silent'),
    verifier: createActorVerifier(keys.trusted, 'gateway'),
    isReady: async () => {},
  });
  return listen(app, { host: '127.0.0.1', port: 0 });
}
