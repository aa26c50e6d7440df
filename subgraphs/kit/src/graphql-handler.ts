import { createHandler, type Handler } from 'graphql-http';
import { GraphQLError, parse, validate, type DocumentNode, type GraphQLSchema } from 'graphql';
import { randomUUID } from 'node:crypto';
import { DomainError } from './errors.ts';
import type { RequestContext } from './context.ts';
import type { Logger } from './logger.ts';
import { isDatabaseAway } from './transaction.ts';

const CACHED_DOCUMENTS = 2_000;

/** Parses each text once; a bounded, least-recently-used memory of documents that also remembers what was valid. */
export function createDocumentCache(): { parse: typeof parse; validate: typeof validate } {
  const documents = new Map<string, DocumentNode>();
  const valid = new WeakSet<DocumentNode>();
  return {
    parse(source, options) {
      const text = typeof source === 'string' ? source : source.body;
      let document = documents.get(text);
      if (document) documents.delete(text);
      else document = parse(text, options);
      documents.set(text, document);
      if (documents.size > CACHED_DOCUMENTS) documents.delete(documents.keys().next().value as string);
      return document;
    },
    validate(schema, document, rules, options) {
      if (valid.has(document)) return [];
      const errors = validate(schema, document, rules, options);
      if (errors.length === 0) valid.add(document);
      return errors;
    },
  };
}

/** Hides what is not meant for callers: an unexpected error is logged under a fresh id and answered as INTERNAL_ERROR. */
export function publicError(error: Readonly<GraphQLError | Error>, logger: Logger): GraphQLError {
  const original = causeOf(error);
  if (original instanceof DomainError) {
    return new GraphQLError(original.message, { ...positionOf(error), extensions: original.extensions });
  }
  if (original instanceof GraphQLError) {
    const extensions = { code: 'INVALID_INPUT', ...original.extensions };
    return new GraphQLError(withoutSuggestion(error.message), { ...positionOf(error), extensions });
  }
  if (isDatabaseAway(original)) {
    logger.error({ err: original }, 'the database does not answer');
    const away = new DomainError('MANAGER_UNAVAILABLE', 'A database of the platform does not answer.');
    return new GraphQLError(away.message, { ...positionOf(error), extensions: away.extensions });
  }
  const errorId = randomUUID();
  logger.error({ err: original, errorId }, 'unexpected error');
  return new GraphQLError('The platform failed.', {
    ...positionOf(error),
    extensions: { code: 'INTERNAL_ERROR', errorId },
  });
}

/** The innermost error; a GraphQLError when the query or its variables are at fault, which graphql-js wraps again. */
const causeOf = (error: Readonly<GraphQLError | Error>): Error =>
  error instanceof GraphQLError && error.originalError ? causeOf(error.originalError) : error;

const positionOf = (error: unknown) => {
  const { nodes, source, positions, path } = error as GraphQLError;
  return { nodes, source, positions, path };
};

const withoutSuggestion = (message: string): string => message.replace(/ Did you mean .*\?$/, '');

/** Serves a subgraph's schema by the GraphQL-over-HTTP specification. */
export function createSubgraphHandler(
  schema: GraphQLSchema,
  logger: Logger,
): Handler<unknown, RequestContext & Record<PropertyKey, unknown>> {
  const cache = createDocumentCache();
  return createHandler<
    unknown,
    RequestContext & Record<PropertyKey, unknown>,
    RequestContext & Record<PropertyKey, unknown>
  >({
    schema,
    ...cache,
    context: (request) => request.context,
    formatError: (error) => publicError(error, logger),
  });
}
