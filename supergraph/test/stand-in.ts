import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createActorVerifier } from '@apim/kit/actor';
import { createTestKeys, type TestKeys } from '@apim/kit/testing/actors';
import Provider from 'oidc-provider';
import { shopNames, startShop, type Shop } from './shop.ts';

/** What a bearer token stands for until a suite changes it. */
export type TokenAnswer = { status: number; body: object };

export interface Installation {
  keys: TestKeys;
  shop: Shop;
  /** Answers of `/internal/actor` by token or user id, read anew for each request. */
  answers: Map<string, TokenAnswer>;
  /** How often `/internal/actor` was asked. */
  asked: { count: number };
  /** Requests under /oidc, as they came in. */
  proxied: IncomingMessage[];
  /** Settings of a BFF before this installation; `port` is where it will listen. */
  settings(port: number, surface: 'admin' | 'public', redisUrl: string): Record<string, string>;
  /** Makes the provider know the BFF at this port. */
  openProvider(port: number): void;
  stop(): Promise<void>;
}

const CLIENT_SECRET = 'a-secret-of-this-suite-9c1f';

export const memberAnswer = (sub: string, org: string): TokenAnswer => ({
  status: 200,
  body: {
    sub,
    kind: 'user',
    org,
    name: sub,
    email: `${sub}@example.org`,
    grants: [{ role: 'viewer', scope: { kind: 'organization', id: org } }],
  },
});

/** The managers as the BFF sees them: the shop's subgraphs, `/internal/actor` and a real OpenID provider. */
export async function startInstallation(): Promise<Installation> {
  const keys = await createTestKeys('bff');
  const verifier = createActorVerifier(keys.trusted, 'tenant');
  const shop = await startShop();
  const answers = new Map<string, TokenAnswer>();
  const asked = { count: 0 };
  const proxied: IncomingMessage[] = [];
  let provider: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;

  const tenant = createServer((request, response) => {
    const answer = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.url === '/health') return void answer(200, {});
    if (request.url?.startsWith('/oidc')) {
      proxied.push(request);
      if (!provider) return void answer(404, {});
      // By these two the provider learns where it is mounted.
      Object.assign(request, { originalUrl: request.url });
      request.url = request.url.slice('/oidc'.length) || '/';
      return void provider(request, response);
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const body = Buffer.concat(chunks);
      const caller = await verifier.verify(request.headers['x-apim-actor'] as string, body);
      if (request.url !== '/internal/actor' || caller?.claims.kind !== 'service') return answer(401, {});
      asked.count++;
      const { token, userId } = JSON.parse(body.toString()) as { token?: string; userId?: string };
      const found = answers.get(token ?? userId ?? '') ?? { status: 401, body: { code: 'TOKEN_INVALID' } };
      answer(found.status, found.body);
    });
  });
  const tenantUrl = await listening(tenant);

  return {
    keys,
    shop,
    answers,
    asked,
    proxied,
    settings: (port, surface, redisUrl) => ({
      APIM_MODE: 'production',
      PORT: String(port),
      LOG_LEVEL: 'info',
      SURFACE: surface,
      REDIS_URL: redisUrl,
      ACTOR_SIGNING_KEY: JSON.stringify(keys.privateKeys.bff),
      MANAGER_URLS: JSON.stringify({
        tenant: tenantUrl,
        ...Object.fromEntries(shopNames.map((name) => [name, shop.urls[name].replace('/graphql', '')])),
      }),
      OIDC_ISSUER: `http://localhost:${port}/oidc`,
      BFF_CLIENT_ID: 'apim-bff',
      BFF_CLIENT_SECRET: CLIENT_SECRET,
      PUBLIC_URL: `http://localhost:${port}`,
    }),
    openProvider(port) {
      const oidc = createProvider(port);
      provider = oidc.callback();
    },
    async stop() {
      tenant.closeAllConnections();
      await new Promise((resolve) => tenant.close(resolve));
      await shop.stop();
    },
  };
}

/** A provider whose log-in page lets `user-1` in at once. */
function createProvider(port: number): Provider {
  const issuer = `http://localhost:${port}/oidc`;
  const oidc = new Provider(issuer, {
    clients: [
      {
        client_id: 'apim-bff',
        client_secret: CLIENT_SECRET,
        redirect_uris: [`http://localhost:${port}/auth/callback`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    cookies: { keys: ['a-key-of-this-suite-11'] },
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    interactions: { url: (_ctx, { uid }) => `/oidc/interaction/${uid}` },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client?.clientId,
        accountId: ctx.oidc.session?.accountId,
      });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
    ttl: {
      AccessToken: 300,
      AuthorizationCode: 60,
      Grant: 600,
      IdToken: 300,
      Interaction: 600,
      Session: 600,
    },
  });
  oidc.proxy = true;
  oidc.use(async (ctx, next) => {
    if (!ctx.path.startsWith('/interaction/')) return next();
    const to = await oidc.interactionResult(ctx.req, ctx.res, { login: { accountId: 'user-1' } });
    ctx.redirect(to);
  });
  return oidc;
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
