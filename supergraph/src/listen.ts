import { anonymous } from '@apim/kit/actor';
import Fastify from 'fastify';
import { createHttpHandler } from './http-handler.ts';
import type { Supergraph } from './supergraph.ts';

/** Serves a supergraph at `/graphql` for anonymous callers; for suites and measurements of the bare graph. */
export async function listenSupergraph(
  supergraph: Supergraph,
  at: { host?: string; port?: number } = {},
): Promise<{ url: string; stop(): Promise<void> }> {
  const app = Fastify();
  const handle = createHttpHandler(supergraph);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.all('/graphql', async (request, reply) => {
    const { method, url, headers, body } = request;
    const [answer, init] = await handle({
      method,
      url,
      headers,
      body: (body as string | undefined) ?? '',
      context: { actor: anonymous },
    });
    return reply
      .code(init.status)
      .headers(init.headers ?? {})
      .send(answer);
  });
  const url = await app.listen({ host: at.host ?? '127.0.0.1', port: at.port ?? 0 });
  return {
    url: `${url}/graphql`,
    stop: async () => {
      await app.close();
      await supergraph.close();
    },
  };
}
