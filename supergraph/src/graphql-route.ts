import type { ActorClaims } from '@apim/kit/actor';
import { DomainError, type ErrorCode } from '@apim/kit/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hidden } from './errors.ts';
import { createHttpHandler } from './http-handler.ts';
import { limitBody } from './limit-body.ts';
import type { Supergraph } from './supergraph.ts';

declare module 'fastify' {
  interface FastifyRequest {
    actor: ActorClaims | null;
  }
}

export interface GraphqlRouteOptions {
  supergraph: Supergraph;
  identify: (request: FastifyRequest) => Promise<ActorClaims>;
  /** For callers that are signed in; documents to import travel in variables. */
  bodyLimitBytes: number;
  anonymousBodyLimitBytes: number;
}

/** `/graphql`: who asks is found from the head of the request, ahead of its body. */
export async function registerGraphqlRoute(
  app: FastifyInstance,
  options: GraphqlRouteOptions,
): Promise<void> {
  const { supergraph, identify, bodyLimitBytes, anonymousBodyLimitBytes } = options;
  const handle = createHttpHandler(supergraph);
  await app.register(async (scope) => {
    scope.decorateRequest('actor', null);
    scope.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
      refuse(reply, error, supergraph),
    );
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('x-request-id', requestIdOf(request)).header('cache-control', 'no-store');
      request.actor = await identify(request);
    });
    scope.addHook('preParsing', async (request, _reply, payload) =>
      request.actor?.kind === 'anonymous'
        ? limitBody(payload, request.headers, anonymousBodyLimitBytes)
        : payload,
    );
    scope.route({
      method: ['GET', 'POST'],
      url: '/graphql',
      bodyLimit: bodyLimitBytes,
      async handler(request, reply) {
        const body = request.body as Buffer | undefined;
        const [answer, init] = await handle({
          method: request.method,
          url: request.url,
          headers: request.headers,
          body: body?.toString('utf8') ?? '',
          context: {
            actor: request.actor ?? undefined,
            requestId: requestIdOf(request),
            traceparent: traceparentOf(request),
          },
        });
        return reply
          .code(init.status)
          .headers(init.headers ?? {})
          .send(answer);
      },
    });
  });
}

/** The client's own id where it is one, so that its logs and ours can be joined. */
function requestIdOf({ id, headers }: FastifyRequest): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{8,64}$/.test(given) ? given : id;
}

const TRACEPARENT = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

function traceparentOf({ headers: { traceparent } }: FastifyRequest): string | undefined {
  return typeof traceparent === 'string' && TRACEPARENT.test(traceparent) ? traceparent : undefined;
}

const statusOf: Partial<Record<ErrorCode, number>> = {
  TOKEN_INVALID: 401,
  TOKEN_EXPIRED: 401,
  FORBIDDEN: 403,
  // Sessions can't be read: the caller is not at fault.
  UNAUTHENTICATED: 503,
  MANAGER_UNAVAILABLE: 503,
};

/** A refusal ahead of GraphQL, in the form of a GraphQL response. */
function refuse(reply: FastifyReply, error: Error & { statusCode?: number }, { log }: Supergraph) {
  const status = error instanceof DomainError ? (statusOf[error.code] ?? 400) : (error.statusCode ?? 500);
  const shown =
    error instanceof DomainError
      ? error
      : status === 413
        ? new DomainError('LIMIT_EXCEEDED', 'The request is too large.', { remedy: 'Send less, or sign in.' })
        : status >= 500
          ? hidden({ err: error }, undefined, log)
          : new DomainError('INVALID_INPUT', error.message);
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  return reply
    .code(status)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ errors: [shown] }));
}
