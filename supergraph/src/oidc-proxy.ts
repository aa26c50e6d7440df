import httpProxy from '@fastify/http-proxy';
import type { FastifyInstance } from 'fastify';

/**
 * Passes `/oidc/*` to the tenant manager's provider as it is. The provider learns the issuer's public address from
 * this server alone: what a client says about forwarding or identity is dropped.
 */
export async function registerOidcProxy(
  app: FastifyInstance,
  { tenantUrl, issuer }: { tenantUrl: string; issuer: string },
): Promise<void> {
  const { host, protocol } = new URL(issuer);
  await app.register(async (scope) => {
    // The proxy streams bodies: the server's own parser has no place here.
    scope.removeAllContentTypeParsers();
    await scope.register(httpProxy, {
      upstream: tenantUrl,
      prefix: '/oidc',
      rewritePrefix: '/oidc',
      replyOptions: {
        rewriteRequestHeaders: (request, headers) => ({
          ...Object.fromEntries(Object.entries(headers).filter(([name]) => !isDropped(name))),
          'x-forwarded-host': host,
          'x-forwarded-proto': protocol.slice(0, -1),
          'x-forwarded-for': request.ip,
        }),
        onError: (reply) =>
          void reply.code(503).send({ message: 'The log-in does not answer. Try again shortly.' }),
      },
    });
  });
}

const isDropped = (name: string): boolean =>
  /^(x-apim-|x-forwarded|forwarded$|x-consumer-|x-real-ip$)/i.test(name);
