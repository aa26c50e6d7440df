import { randomUUID } from 'node:crypto';
import { DomainError, errorCatalogue, type ErrorCode } from '@apim/kit/errors';
import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import type { Log } from './log.ts';

/** An error as a subgraph sends it; nothing in it is trusted. */
export interface SubgraphError {
  message?: unknown;
  path?: unknown;
  extensions?: { code?: unknown; field?: unknown; remedy?: unknown; details?: unknown };
}

export type ErrorPath = readonly (string | number)[];

const isPublicCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && Object.hasOwn(errorCatalogue, code) && code !== 'INTERNAL_ERROR';

/**
 * What a caller sees of a subgraph's error: a coded one keeps message, code, field, remedy and details; anything
 * else is logged under a fresh id and answered as INTERNAL_ERROR.
 */
export function publicSubgraphError(
  error: SubgraphError,
  subgraph: string,
  path: ErrorPath | undefined,
  log: Log,
): GraphQLError {
  const { code, field, remedy, details } = error.extensions ?? {};
  if (!isPublicCode(code) || typeof error.message !== 'string') return hidden({ subgraph, error }, path, log);
  const extensions = {
    code,
    ...(typeof field === 'string' && { field }),
    remedy: typeof remedy === 'string' ? remedy : errorCatalogue[code].remedy,
    ...(isRecord(details) && { details }),
  };
  return new GraphQLError(error.message, { path, extensions });
}

/** Logs what happened under a fresh id, and gives the error that tells the caller no more than this id. */
export function hidden(cause: object, path: ErrorPath | undefined, log: Log): GraphQLError {
  const errorId = randomUUID();
  log.error({ ...cause, errorId }, 'unexpected error');
  return new GraphQLError('The platform failed.', {
    path,
    extensions: { code: 'INTERNAL_ERROR', remedy: `Report the id ${errorId} to the operator.`, errorId },
  });
}

/** What a caller sees when a subgraph gives no answer; it names no part and no address. */
export function unavailable(): DomainError {
  return new DomainError('MANAGER_UNAVAILABLE', 'A part of the platform does not answer.');
}

/** The last look at every error that leaves: coded ones as they are, errors of the query without suggestions. */
export function publicError(error: Readonly<GraphQLError | Error>, log: Log): GraphQLError {
  if (!(error instanceof GraphQLError)) {
    // graphql-http words wrong requests as plain errors of its own.
    return new DomainError('INVALID_INPUT', error.message, {
      remedy: 'Send one JSON object with a text "query", and "variables" as an object.',
    });
  }
  if (error instanceof DomainError || Object.hasOwn(errorCatalogue, String(error.extensions.code))) {
    return error;
  }
  if (error.originalError) return hidden({ err: error.originalError }, error.path, log);
  const { nodes, source, positions, path } = error;
  const extensions = {
    code: 'INVALID_INPUT',
    remedy: positions?.length ? 'Correct the query at the line and column named.' : 'Correct the query.',
  };
  const options: GraphQLErrorOptions = { nodes, source, positions, path, extensions };
  return new GraphQLError(error.message.replace(/ Did you mean .*\?$/s, ''), options);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
