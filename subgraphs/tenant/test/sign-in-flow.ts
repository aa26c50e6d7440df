import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import { Browser } from './browser.ts';
import { CALLBACK, clientSecret, ISSUER, type TestTenant } from './harness.ts';

const verifier = randomBytes(32).toString('base64url');
let browsers = 0;

export const locationOf = (response: Response): string => response.headers.get('location') ?? '';

export const codeOf = (redirect: URL): string => redirect.searchParams.get('code') ?? '';

/** The address at which the client begins a sign-in. */
export function authorizeUrl(change: Record<string, string | undefined> = {}): string {
  const parameters = {
    client_id: 'apim-bff',
    response_type: 'code',
    redirect_uri: CALLBACK,
    scope: 'openid profile email',
    state: 'the-state',
    nonce: 'the-nonce',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...change,
  };
  const given = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return `${ISSUER}/auth?${new URLSearchParams(given)}`;
}

/** What a browser and the client do to sign someone in at the manager under test. */
export function signInFlow({ url }: TestTenant) {
  /** A browser at an address of its own. */
  const newBrowser = () => new Browser(url, `192.0.2.${++browsers}`);

  /** Begins a sign-in; returns the address of the log-in page. */
  async function begin(browser: Browser, change: Record<string, string | undefined> = {}): Promise<string> {
    const response = await browser.open(authorizeUrl(change));
    expect(response.status).toBe(303);
    return locationOf(response);
  }

  /** Signs in by password; returns the redirect to the client. */
  async function signIn(
    browser: Browser,
    { email, password }: { email: string; password: string },
  ): Promise<URL> {
    const answer = await browser.open(await begin(browser), { email, password });
    expect(answer.status).toBe(303);
    return new URL(locationOf(await browser.open(locationOf(answer))));
  }

  /** Exchanges a code as the client does. */
  async function redeem(code: string, change: Record<string, string> = {}, secret = clientSecret) {
    const response = await fetch(`${url}/oidc/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`apim-bff:${secret}`)}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: CALLBACK,
        code_verifier: verifier,
        ...change,
      }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  }

  return { newBrowser, begin, signIn, redeem };
}
