import { readFile } from 'node:fs/promises';
import cookie from '@fastify/cookie';
import { createActorSigner } from '@apim/kit/actor';
import { readEnvironment } from '@apim/kit/environment';
import { createLogger, type DestinationStream } from '@apim/kit/logger';
import { createServer, listen, runMain, type RunningServer } from '@apim/kit/server';
import { registerGraphqlRoute } from './graphql-route.ts';
import { createActors } from './identity/actors.ts';
import { registerAuthRoutes } from './identity/auth-routes.ts';
import { identify } from './identity/identify.ts';
import { createOidcClient } from './identity/oidc-client.ts';
import { createSessions } from './identity/sessions.ts';
import { registerOidcProxy } from './oidc-proxy.ts';
import { managersAnswer } from './readiness.ts';
import { bffSettings } from './settings.ts';
import { createSupergraph } from './supergraph.ts';

const MEBIBYTE = 1024 * 1024;
const surfaces = {
  admin: { sdl: 'supergraph.graphql', bodyLimitBytes: 48 * MEBIBYTE },
  public: { sdl: 'public.graphql', bodyLimitBytes: MEBIBYTE },
};

export interface StartOptions {
  logDestination?: DestinationStream;
  /** Served instead of the surface's committed schema. */
  supergraphSdl?: string;
}

/** Starts one surface of the BFF: the composed graph, log-in and the way to the OpenID provider. */
export async function start(source: NodeJS.ProcessEnv, options: StartOptions = {}): Promise<RunningServer> {
  const settings = readEnvironment(bffSettings, source);
  const { SURFACE, MANAGER_URLS, OIDC_ISSUER, PUBLIC_URL } = settings;
  const name = `bff-${SURFACE}`;
  const logger = createLogger(name, settings.LOG_LEVEL, options.logDestination);
  const surface = surfaces[SURFACE];
  const tenantUrl = MANAGER_URLS.tenant;
  if (!tenantUrl) throw new Error('MANAGER_URLS has no address of the tenant manager.');

  const signer = await createActorSigner(settings.ACTOR_SIGNING_KEY);
  const supergraph = createSupergraph({
    supergraphSdl:
      options.supergraphSdl ?? (await readFile(new URL(`../${surface.sdl}`, import.meta.url), 'utf8')),
    subgraphUrls: Object.fromEntries(
      Object.entries(MANAGER_URLS).map(([key, url]) => [key, `${url}/graphql`]),
    ),
    signer,
    introspection: settings.APIM_MODE === 'local',
    log: logger,
  });
  const actors = createActors(tenantUrl, signer);
  const sessions = createSessions(settings.REDIS_URL);
  const oidc = createOidcClient({
    issuer: OIDC_ISSUER,
    clientId: settings.BFF_CLIENT_ID,
    clientSecret: settings.BFF_CLIENT_SECRET,
    redirectUri: `${PUBLIC_URL}/auth/callback`,
    tenantUrl,
  });

  const { bodyLimitBytes } = surface;
  const app = createServer({
    name,
    logger,
    isReady: () => managersAnswer(MANAGER_URLS),
    bodyLimitBytes: MEBIBYTE,
    trustedProxies: settings.TRUSTED_PROXIES,
  });
  await app.register(cookie);
  await registerOidcProxy(app, { tenantUrl, issuer: OIDC_ISSUER });
  registerAuthRoutes(app, { oidc, sessions, publicUrl: PUBLIC_URL, log: logger });
  await registerGraphqlRoute(app, {
    supergraph,
    identify: (request) => identify(request, { actors, sessions }),
    bodyLimitBytes,
    anonymousBodyLimitBytes: MEBIBYTE,
  });
  const free = async () => {
    sessions.close();
    await Promise.all([supergraph.close(), actors.close()]);
  };
  return listen(app, { host: settings.HOST, port: settings.PORT }, free);
}

if (import.meta.main) await runMain(start);
