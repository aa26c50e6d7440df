import { Supergraph as FederatedSupergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import type { ActorSigner } from '@apim/kit/actor';
import { DomainError } from '@apim/kit/errors';
import { getVariableValues, type ExecutionResult, type GraphQLError, type GraphQLSchema } from 'graphql';
import { createDataSource, type CallContext, type DataSource } from './data-source.ts';
import { createOperations, type PreparedOperation } from './execution/operations.ts';
import { defaultLimits, type Limits } from './execution/limits.ts';
import { runOperation } from './execution/run-operation.ts';
import { createFlights } from './in-flight.ts';
import { silentLog, type Log } from './log.ts';
import type { TransportOptions } from './transport.ts';

export interface SupergraphOptions {
  /** A composed schema, as `composeSupergraph` or any other composition gives it. */
  supergraphSdl: string;
  /** Full addresses by subgraph name; those that the composed schema names are used for the others. */
  subgraphUrls?: Record<string, string>;
  /** Timeout, answer size and connections, for all subgraphs. */
  dataSource?: Omit<TransportOptions, 'url'>;
  /** Signs the caller's actor for each request to a subgraph; without it no identity is passed on. */
  signer?: ActorSigner;
  limits?: Partial<Limits>;
  /** Whether clients may read the schema; false unless told. */
  introspection?: boolean;
  log?: Log;
}

/** A request that passed all checks and can be run. */
export interface PreparedRequest {
  operation: PreparedOperation;
  rawVariables: Record<string, unknown>;
  variables: Record<string, unknown>;
}

export interface Supergraph {
  /** What clients see. */
  schema: GraphQLSchema;
  log: Log;
  /** Checks limits, validity and variables; throws a GraphQLError or returns errors when it may not run. */
  prepare(request: {
    query: string;
    operationName?: string | null;
    variables?: Record<string, unknown> | null;
  }): PreparedRequest | readonly GraphQLError[];
  /** Runs what `prepare` gave. */
  run(request: PreparedRequest, context: CallContext): Promise<ExecutionResult>;
  /** Ends all connections. */
  close(): Promise<void>;
}

/** Serves a composed schema over its subgraphs' HTTP addresses; throws when the schema is none. */
export function createSupergraph(options: SupergraphOptions): Supergraph {
  const {
    supergraphSdl,
    subgraphUrls = {},
    signer,
    limits,
    introspection = false,
    log = silentLog,
  } = options;
  const supergraph = FederatedSupergraph.build(supergraphSdl, { validateSupergraph: false });
  const apiSchema = supergraph.apiSchema();
  const schema = apiSchema.toGraphQLJSSchema();
  const internalSchema = supergraph.schema.toGraphQLJSSchema();
  const operations = createOperations({
    schema,
    apiSchema,
    planner: new QueryPlanner(supergraph),
    limits: { ...defaultLimits, ...limits },
    introspection,
  });
  const flights = createFlights();
  const dataSources = new Map<string, DataSource>();
  for (const { name, url: composedUrl } of supergraph.subgraphsMetadata()) {
    const url = subgraphUrls[name] ?? composedUrl;
    if (!URL.canParse(url)) throw new Error(`The subgraph ${name} has no address: give it in subgraphUrls.`);
    dataSources.set(name, createDataSource({ ...options.dataSource, name, url, signer, flights }));
  }

  return {
    schema,
    log,
    prepare({ query, operationName, variables: rawVariables }) {
      const operation = operations.prepare(query, operationName ?? undefined);
      if (!('plan' in operation)) return operation;
      const raw = rawVariables ?? {};
      const definitions = operation.definition.variableDefinitions;
      if (!definitions?.length) return { operation, rawVariables: raw, variables: {} };
      const { coerced, errors } = getVariableValues(schema, definitions, raw, { maxErrors: 20 });
      return errors ? errors.map(asInputError) : { operation, rawVariables: raw, variables: coerced };
    },
    run: ({ operation, rawVariables, variables }, context) =>
      runOperation(operation, { schema: internalSchema, dataSources, rawVariables, variables, context, log }),
    close: async () => void (await Promise.all([...dataSources.values()].map((source) => source.close()))),
  };
}

const LONGEST_MESSAGE = 500;

/** graphql-js repeats the whole value in its message, however long. */
function asInputError({ message }: GraphQLError): DomainError {
  const text = message.replace(/ Did you mean .*\?$/s, '');
  const shown = text.length > LONGEST_MESSAGE ? `${text.slice(0, LONGEST_MESSAGE)}…` : text;
  return new DomainError('INVALID_INPUT', shown, { field: /^Variable "\$(\w+)"/.exec(message)?.[1] });
}
