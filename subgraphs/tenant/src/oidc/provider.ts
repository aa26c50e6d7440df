import type { EventEmitter } from 'node:events';
import type { Logger } from '@apim/kit/logger';
import Provider, { type Configuration, type JWK, type KoaContextWithOIDC } from 'oidc-provider';
import type { Database } from '../database.ts';
import type { TenantSettings } from '../settings.ts';
import { OidcAdapter } from './adapter.ts';
import { logOutPage, messagePage, pageHeaders } from './pages.ts';

const CLIENT_ID = 'apim-bff';
const SCOPE = 'openid profile email';
const MINUTE = 60;
const HOUR = 60 * MINUTE;

const ttl = {
  AccessToken: 5 * MINUTE,
  AuthorizationCode: MINUTE,
  BackchannelAuthenticationRequest: 10 * MINUTE,
  ClientCredentials: 5 * MINUTE,
  DeviceCode: 10 * MINUTE,
  Grant: 12 * HOUR,
  IdToken: 5 * MINUTE,
  Interaction: 15 * MINUTE,
  PreAuthorizedCode: MINUTE,
  RefreshToken: 12 * HOUR,
  Session: 12 * HOUR,
};

export type OidcSettings = Pick<
  TenantSettings,
  'OIDC_ISSUER' | 'OIDC_COOKIE_KEYS' | 'OIDC_SIGNING_KEYS' | 'BFF_CLIENT_SECRET' | 'BFF_REDIRECT_URIS'
>;

/** The origins of the BFF's surfaces. */
export const clientOrigins = ({ BFF_REDIRECT_URIS }: OidcSettings): string[] => [
  ...new Set(BFF_REDIRECT_URIS.map((uri) => new URL(uri).origin)),
];

/** The OpenID provider: code + PKCE for the one first-party client, its state in PostgreSQL. */
export function createOidcProvider(settings: OidcSettings, database: Database, logger: Logger): Provider {
  const keys = settings.OIDC_SIGNING_KEYS.keys as unknown as JWK[];
  const algorithm = algorithmOf(keys[0]!);
  const headers = pageHeaders(clientOrigins(settings));
  const show = (context: KoaContextWithOIDC, html: string) => {
    context.set(headers);
    context.body = html;
  };

  const configuration: Configuration = {
    adapter: (model: string) => new OidcAdapter(database, model),
    clients: [
      {
        client_id: CLIENT_ID,
        client_name: 'API management',
        client_secret: settings.BFF_CLIENT_SECRET,
        redirect_uris: settings.BFF_REDIRECT_URIS,
        post_logout_redirect_uris: clientOrigins(settings).map((origin) => `${origin}/`),
        grant_types: ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_basic',
        id_token_signed_response_alg: algorithm,
        scope: SCOPE,
      },
    ],
    jwks: { keys },
    enabledJWA: { idTokenSigningAlgValues: [algorithm] },
    cookies: { keys: settings.OIDC_COOKIE_KEYS },
    scopes: SCOPE.split(' '),
    claims: { openid: ['sub'], email: ['email'], profile: ['name'] },
    // The BFF reads name and e-mail address from the ID token.
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    pkce: { required: () => true },
    ttl,
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => show(context, logOutPage(form)),
        postLogoutSuccessSource: (context) =>
          show(context, messagePage('Signed out', 'You are signed out in this browser.')),
      },
    },
    interactions: { url: (_context, { uid }) => `/oidc/interaction/${uid}` },
    loadExistingGrant: grantOf,
    async findAccount(_context, accountId) {
      const user = await database.user.findUnique({ where: { id: accountId } });
      if (!user) return undefined;
      const { email, name } = user;
      return { accountId, claims: () => ({ sub: accountId, email, name }) };
    },
    renderError(context, { error, error_description: description }) {
      const text = `${description ?? error}. Go back to the application and sign in again.`;
      show(context, messagePage('The sign-in cannot go on', text));
    },
  };

  const provider = new Provider(settings.OIDC_ISSUER, configuration);
  // Host and protocol are those of the issuer, set where requests enter; see mount.ts.
  provider.proxy = true;
  (provider as EventEmitter).on('error', (error: unknown) =>
    logger.warn({ err: error }, 'an answer of the OpenID provider broke off'),
  );
  provider.on('server_error', (_context, error) =>
    logger.error({ err: error }, 'the OpenID provider failed'),
  );
  return provider;
}

/** The first-party client needs no consent: its grant covers what the client may ask for. */
async function grantOf({ oidc }: KoaContextWithOIDC) {
  const { provider, client, session } = oidc;
  const accountId = session?.accountId;
  if (!client || !accountId) return undefined;
  const grantId = session.grantIdFor(client.clientId);
  const existing = grantId ? await provider.Grant.find(grantId) : undefined;
  if (existing?.accountId === accountId) return existing;
  const grant = new provider.Grant({ accountId, clientId: client.clientId });
  grant.addOIDCScope(SCOPE);
  await grant.save();
  return grant;
}

function algorithmOf({ kty, crv }: JWK): 'RS256' | 'ES256' | 'EdDSA' {
  if (kty === 'RSA') return 'RS256';
  if (kty === 'EC' && crv === 'P-256') return 'ES256';
  if (kty === 'OKP' && crv === 'Ed25519') return 'EdDSA';
  throw new Error('OIDC_SIGNING_KEYS: the first key must be RSA, EC on P-256 or OKP on Ed25519.');
}
