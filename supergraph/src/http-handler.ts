import { createHandler, type Response } from 'graphql-http';
import { DomainError } from '@apim/kit/errors';
import { GraphQLError, type ExecutionArgs, type ExecutionResult } from 'graphql';
import type { CallContext } from './data-source.ts';
import { publicError } from './errors.ts';
import type { PreparedRequest, Supergraph } from './supergraph.ts';

export interface HttpRequest {
  method: string;
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  context: CallContext;
}

export type HttpHandler = (request: HttpRequest) => Promise<Response>;

interface Context extends Record<PropertyKey, unknown> {
  call: CallContext;
  request: PreparedRequest;
}

/** GraphQL over HTTP: JSON by POST, queries by GET, nothing in batches. */
export function createHttpHandler(supergraph: Supergraph): HttpHandler {
  const handle = createHandler<HttpRequest, unknown, Context>({
    schema: supergraph.schema,
    onSubscribe({ raw: { context: call } }, params) {
      try {
        const request = supergraph.prepare(params);
        if (!('operation' in request)) return request;
        const contextValue: Context = { call, request };
        const { document } = request.operation;
        return { schema: supergraph.schema, document, operationName: params.operationName, contextValue };
      } catch (error) {
        return [asGraphQLError(error)];
      }
    },
    execute: async (args: ExecutionArgs): Promise<ExecutionResult> => {
      const { call, request } = args.contextValue as Context;
      try {
        return await supergraph.run(request, call);
      } catch (error) {
        return { errors: [asGraphQLError(error)], data: null };
      }
    },
    onOperation({ raw: { headers } }, _args, result) {
      // The usual case, without the library's replacer, which visits each value of the response.
      if (!('data' in result) || result.errors) return undefined;
      return [
        JSON.stringify(result),
        { status: 200, statusText: 'OK', headers: { 'content-type': typeFor(headers.accept) } },
      ];
    },
    formatError: (error) => publicError(error, supergraph.log),
  });
  return async (request) => {
    const [answer, init] = await handle({ ...request, raw: request, context: undefined });
    const refusal = refusals[init.status];
    if (!refusal) return [answer, init];
    const headers = { ...init.headers, 'content-type': 'application/json; charset=utf-8' };
    return [JSON.stringify({ errors: [refusal] }), { ...init, headers }];
  };
}

/** What the library refuses without saying how to ask instead. */
const refusals: Record<number, DomainError> = {
  405: new DomainError('INVALID_INPUT', 'GET is for queries alone.', { remedy: 'Send mutations by POST.' }),
  415: new DomainError('INVALID_INPUT', 'Only JSON is read.', {
    field: 'Content-Type',
    remedy: 'Send the header Content-Type: application/json.',
  }),
};

/** The answer's media type, by the rule of graphql-http: the first of the two that the client accepts. */
function typeFor(accept: unknown): string {
  const accepted = String(accept ?? '*/*').toLowerCase();
  const specific = accepted.indexOf('application/graphql-response+json');
  if (specific === -1) return 'application/json; charset=utf-8';
  const general = ['application/json', 'application/*', '*/*'].map((type) => accepted.indexOf(type));
  return general.some((at) => at !== -1 && at < specific)
    ? 'application/json; charset=utf-8'
    : 'application/graphql-response+json; charset=utf-8';
}

function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  if (error instanceof RangeError) {
    return new DomainError('QUERY_TOO_COMPLEX', 'The query or its variables are nested too deep.');
  }
  return new GraphQLError('The platform failed.', { originalError: error as Error });
}
