import * as oidc from 'openid-client';

export interface OidcClientOptions {
  issuer: string;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  /** Where the provider is reached from here; its public address may be this very server. */
  tenantUrl: string;
}

export interface OidcClient {
  /** The provider's address for a log-in, with what has to be remembered until it comes back; `mustAsk` demands the password. */
  begin(options: {
    mustAsk: boolean;
  }): Promise<{ url: string; state: string; nonce: string; verifier: string }>;
  /** The user's id, once the answer of the provider fits what was remembered. */
  finish(query: string, login: { state: string; nonce: string; verifier: string }): Promise<string>;
}

/** The code flow with PKCE; the provider's description is fetched on first use. */
export function createOidcClient(options: OidcClientOptions): OidcClient {
  const { issuer, clientId, clientSecret, redirectUri } = options;
  let discovered: Promise<oidc.Configuration> | undefined;

  const configuration = () => {
    discovered ??= oidc
      .discovery(new URL(issuer), clientId, clientSecret, oidc.ClientSecretBasic(clientSecret), {
        // Whether the issuer has TLS is the installation's choice; the path from here is internal.
        execute: [oidc.allowInsecureRequests],
        [oidc.customFetch]: internalFetch(options),
        timeout: 10,
      })
      .catch((error: unknown) => {
        discovered = undefined;
        throw error;
      });
    return discovered;
  };

  return {
    async begin({ mustAsk }) {
      const verifier = oidc.randomPKCECodeVerifier();
      const state = oidc.randomState();
      const nonce = oidc.randomNonce();
      const url = oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: 'openid',
        code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
        ...(mustAsk && { prompt: 'login' }),
      });
      return { url: url.href, state, nonce, verifier };
    },
    async finish(query, { state, nonce, verifier }) {
      const answer = new URL(redirectUri);
      answer.search = query;
      const tokens = await oidc.authorizationCodeGrant(await configuration(), answer, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      });
      const subject = tokens.claims()?.sub;
      if (!subject) throw new Error('The provider named no user.');
      return subject;
    },
  };
}

/** Sends what is meant for the issuer straight to the tenant manager. */
function internalFetch({ issuer, tenantUrl }: OidcClientOptions): oidc.CustomFetch {
  const { origin, host, protocol } = new URL(issuer);
  return (url, { headers, ...init }) => {
    if (!url.startsWith(`${origin}/`)) throw new Error('The provider names an address that is not its own.');
    const forwarded = { ...headers, 'x-forwarded-host': host, 'x-forwarded-proto': protocol.slice(0, -1) };
    return fetch(tenantUrl + url.slice(origin.length), { ...init, headers: forwarded } as RequestInit);
  };
}
