import { createLogger } from '@apim/kit/logger';
import { buildSubgraph, containerOf } from '@apim/kit/subgraph';
import type { GraphQLSchema } from 'graphql';
import { ApiReferenceService } from './api/api-reference.service.ts';
import { ApiReferenceResolver, ApiResolver, ProjectResolver } from './api/api.resolver.ts';
import { ApiService } from './api/api.service.ts';
import { OperationDefinitionResolver } from './api/operation-definition.resolver.ts';
import { OperationDefinitionService } from './api/operation-definition.service.ts';
import { Operation, Revision } from './api/api.type.ts';
import { ImportApiService } from './api/import-api.service.ts';
import type { RequireProject } from './api/require-project.ts';
import { connectDatabase } from './database.ts';
import type { CompilePlugins } from './deployment/compile-plugins.ts';
import { ApiDeploymentsResolver, DeploymentResolver } from './deployment/deployment.resolver.ts';
import { DeploymentService } from './deployment/deployment.service.ts';
import { EnvironmentResolver, GatewayResolver } from './environment/environment.resolver.ts';
import { EnvironmentService } from './environment/environment.service.ts';
import { GatewayHealthService } from './environment/gateway-health.service.ts';
import { IssuerSync } from './sync/issuer-sync.ts';
import type { UpstreamRules } from './upstream/check-upstream.ts';
import { GatewayConnections } from './writer/gateway-connections.ts';
import { GatewayWriter } from './writer/gateway-writer.ts';
import type { WriterContext } from './writer/write-outcome.ts';

export interface GatewayServices {
  apis: ApiService;
  references: ApiReferenceService;
  definitions: OperationDefinitionService;
  importer: ImportApiService;
  environments: EnvironmentService;
  health: GatewayHealthService;
  deployments: DeploymentService;
}

/** What the services need from other managers and from the settings. */
export interface Surroundings {
  requireProject: RequireProject;
  compile: CompilePlugins;
  rules: () => Promise<UpstreamRules>;
  issuers: IssuerSync;
}

export function createServices(
  context: Pick<WriterContext, 'database' | 'connections'>,
  writer: GatewayWriter,
  { requireProject, compile, rules, issuers }: Surroundings,
): GatewayServices {
  const { database, connections } = context;
  return {
    apis: new ApiService(database, rules),
    references: new ApiReferenceService(database),
    definitions: new OperationDefinitionService(database),
    importer: new ImportApiService(database, requireProject, rules),
    environments: new EnvironmentService(database),
    health: new GatewayHealthService(connections),
    deployments: new DeploymentService(database, writer, compile, rules, issuers),
  };
}

/** The subgraph's executable schema and its SDL. */
export function buildGatewaySchema(
  services: GatewayServices,
): Promise<{ schema: GraphQLSchema; sdl: string }> {
  const { apis, references, definitions, importer, environments, health, deployments } = services;
  return buildSubgraph({
    resolvers: [
      EnvironmentResolver,
      GatewayResolver,
      ApiResolver,
      ProjectResolver,
      ApiReferenceResolver,
      OperationDefinitionResolver,
      DeploymentResolver,
      ApiDeploymentsResolver,
    ],
    orphanedTypes: [Operation, Revision],
    references: {
      Environment: ({ id }, { actor, loaders }) => environments.findEnvironment(actor, loaders, id),
      Gateway: ({ id }, { actor, loaders }) => environments.findGateway(actor, loaders, id),
      Api: ({ id }, { actor, loaders }) => apis.find(actor, loaders, id),
      Operation: ({ id }, { actor, loaders }) => apis.findOperation(actor, loaders, id),
      Revision: ({ id }, { actor, loaders }) => apis.findRevision(actor, loaders, id),
      Deployment: ({ id }, { actor }) => deployments.find(actor, id),
      Project: ({ id }) => ({ id }),
    },
    container: containerOf(
      new EnvironmentResolver(environments),
      new GatewayResolver(environments, health),
      new ApiResolver(apis, importer),
      new ProjectResolver(apis),
      new ApiReferenceResolver(references, apis),
      new OperationDefinitionResolver(definitions),
      new DeploymentResolver(deployments, apis, environments),
      new ApiDeploymentsResolver(deployments),
    ),
  });
}

/** The SDL alone; needs no database. */
export async function printSdl(): Promise<string> {
  const unused = () => Promise.reject(new Error('Only the schema is printed.'));
  const database = connectDatabase('mysql://unused@127.0.0.1/unused');
  const context = {
    database,
    connections: new GatewayConnections(),
    logger: createLogger('gateway', 'silent'),
  };
  const writer = new GatewayWriter(context);
  const services = createServices(context, writer, {
    requireProject: unused,
    compile: unused,
    rules: unused,
    issuers: new IssuerSync(database, writer, unused, context.logger),
  });
  return (await buildGatewaySchema(services)).sdl;
}
