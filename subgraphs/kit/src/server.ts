import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import { ACTOR_HEADER, type ActorVerifier } from './actor.ts';
import { Loaders, type RequestContext } from './context.ts';
import { createSubgraphHandler } from './graphql-handler.ts';
import type { Logger } from './logger.ts';
import { createMetrics } from './metrics.ts';

const BODY_LIMIT_BYTES = 64 * 1024 * 1024;

export interface RunningServer {
  /** Such as http://127.0.0.1:4001. */
  url: string;
  /** Ends taking requests, lets those under way finish, frees what the server holds. */
  stop(): Promise<void>;
}

export interface ServerOptions {
  name: string;
  logger: Logger;
  /** Throws, with the reason, while the server can't serve. */
  isReady: () => Promise<void>;
  bodyLimitBytes?: number;
  /** Addresses or CIDR ranges of proxies whose X-Forwarded-For is believed; none when not said. */
  trustedProxies?: string[];
}

/** A Fastify server with `/health`, `/ready` and `/metrics`; bodies reach routes as raw bytes. */
export function createServer({
  name,
  logger,
  isReady,
  bodyLimitBytes = BODY_LIMIT_BYTES,
  trustedProxies = [],
}: ServerOptions): FastifyInstance {
  const app = Fastify({
    bodyLimit: bodyLimitBytes,
    requestTimeout: 60_000,
    genReqId: () => randomUUID(),
    trustProxy: trustedProxies.length > 0 ? trustedProxies : false,
  });
  const metrics = createMetrics(name);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.get('/health', () => ({ status: 'ok' }));
  app.get('/ready', async (_request, reply) => {
    try {
      await isReady();
      return { status: 'ready' };
    } catch (error) {
      logger.warn({ err: error }, 'not ready');
      return reply.code(503).send({ status: 'not ready' });
    }
  });
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.contentType).send(await metrics.render()),
  );
  app.addHook('onResponse', async (request, reply) => {
    metrics.observe(request.routeOptions.url ?? 'unknown', reply.statusCode, reply.elapsedTime / 1000);
  });
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) logger.error({ err: error }, 'request failed');
    return reply.code(status).send({ message: status >= 500 ? 'The platform failed.' : error.message });
  });
  return app;
}

export interface SubgraphServerOptions extends ServerOptions {
  schema: GraphQLSchema;
  verifier: ActorVerifier;
}

/** A manager's server: `POST /graphql` for requests with a signed actor, 401 for everything else. */
export function createSubgraphServer(options: SubgraphServerOptions): FastifyInstance {
  const { schema, verifier, logger } = options;
  const app = createServer(options);
  const handle = createSubgraphHandler(schema, logger);

  app.post('/graphql', async (request, reply) => {
    const body = (request.body as Buffer | undefined) ?? Buffer.alloc(0);
    const actor = await verifier.verify(headerOf(request.headers[ACTOR_HEADER]), body);
    if (!actor)
      return reply.code(401).send({
        errors: [{ message: 'A signed actor is needed.', extensions: { code: 'UNAUTHENTICATED' } }],
      });
    const context: RequestContext = {
      actor,
      loaders: new Loaders(),
      request: {
        id: headerOf(request.headers['x-request-id']) ?? request.id,
        traceparent: headerOf(request.headers.traceparent),
      },
    };
    const [answer, { status, headers }] = await handle({
      method: request.method,
      url: request.url,
      headers: request.headers,
      body: () => body.toString(),
      raw: request,
      context: context as RequestContext & Record<PropertyKey, unknown>,
    });
    return reply
      .code(status)
      .headers(headers ?? {})
      .send(answer);
  });
  return app;
}

const headerOf = (value: string | string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** Listens; what must be freed is freed at the server's end, and also when it cannot listen. */
export async function listen(
  app: FastifyInstance,
  at: { host: string; port: number },
  free: () => Promise<void> = async () => {},
): Promise<RunningServer> {
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= app.close().then(free));
  try {
    return { url: await app.listen(at), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Runs a part as a process of its own until SIGTERM or SIGINT; wrong settings end it with a readable message. */
export async function runMain(start: (source: NodeJS.ProcessEnv) => Promise<RunningServer>): Promise<void> {
  try {
    const server = await start(process.env);
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => void server.stop().then(() => process.exit(0)));
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
