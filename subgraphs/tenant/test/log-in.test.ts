import { createRemoteJWKSet, jwtVerify } from 'jose';
import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeEnded } from '../src/oidc/adapter.ts';
import { Browser } from './browser.ts';
import {
  CALLBACK,
  clientSecret,
  ISSUER,
  startTenant,
  type TestOrganization,
  type TestTenant,
} from './harness.ts';

let tenant: TestTenant;
let ours: TestOrganization;
let address = 0;

beforeAll(async () => {
  // Nothing listens there: signing in must not need Redis.
  tenant = await startTenant({ REDIS_URL: 'redis://127.0.0.1:1' });
  ours = await tenant.organization('ours');
});
afterAll(() => tenant.stop());

const newBrowser = (from = `192.0.2.${++address}`) => new Browser(tenant.url, from);
const verifier = randomBytes(32).toString('base64url');

function authorizeUrl(change: Record<string, string | undefined> = {}): string {
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

const locationOf = (response: Response): string => response.headers.get('location') ?? '';

/** Begins a sign-in; returns the address of the log-in page. */
async function begin(browser: Browser, change: Record<string, string | undefined> = {}): Promise<string> {
  const response = await browser.open(authorizeUrl(change));
  expect(response.status).toBe(303);
  return locationOf(response);
}

/** Signs in by password; returns the redirect to the client. */
async function signIn(browser: Browser, { email, password } = ours): Promise<URL> {
  const answer = await browser.open(await begin(browser), { email, password });
  expect(answer.status).toBe(303);
  return new URL(locationOf(await browser.open(locationOf(answer))));
}

async function redeem(code: string, change: Record<string, string> = {}, secret = clientSecret) {
  const response = await fetch(`${tenant.url}/oidc/token`, {
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

const codeOf = (redirect: URL): string => redirect.searchParams.get('code') ?? '';

describe('signing in', () => {
  it('by password gives the client an ID token of the user, and access for five minutes', async () => {
    const redirect = await signIn(newBrowser());
    expect(redirect.href.startsWith(`${CALLBACK}?`)).toBe(true);
    expect(redirect.searchParams.get('state')).toBe('the-state');
    const { status, body } = await redeem(codeOf(redirect));
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 300, scope: 'openid profile email' });
    expect(body.refresh_token).toBeUndefined();
    const keys = createRemoteJWKSet(new URL(`${tenant.url}/oidc/jwks`));
    const { payload } = await jwtVerify(body.id_token!, keys, { issuer: ISSUER, audience: 'apim-bff' });
    expect(payload).toMatchObject({
      sub: ours.userId,
      email: ours.email,
      name: 'Olga Owner',
      nonce: 'the-nonce',
    });
  });

  it('once is enough for a browser, until it is asked for anew', async () => {
    const browser = newBrowser();
    await signIn(browser);
    expect(locationOf(await browser.open(authorizeUrl()))).toContain(`${CALLBACK}?code=`);
    expect(await begin(browser, { prompt: 'login' })).toContain('/oidc/interaction/');
  });

  it('changes the session’s id (28)', async () => {
    const browser = newBrowser();
    await signIn(browser);
    const before = browser.cookie('_session');
    const page = await begin(browser, { prompt: 'login' });
    const answer = await browser.open(page, { email: ours.email, password: ours.password });
    await browser.open(locationOf(answer));
    expect(before).toBeTruthy();
    expect(browser.cookie('_session')).not.toBe(before);
  });

  it('with a wrong password and as someone unknown looks and costs the same (32)', async () => {
    const browser = newBrowser();
    const page = await begin(browser);
    const attempt = async (email: string) => {
      const from = performance.now();
      const response = await browser.open(page, { email, password: 'wrong password' });
      const html = await response.text();
      return { ms: performance.now() - from, status: response.status, html: html.replace(email, '') };
    };
    await attempt(ours.email);
    const known = [await attempt(ours.email), await attempt(ours.email), await attempt(ours.email)];
    const unknown = [
      await attempt('a@unknown.example'),
      await attempt('b@unknown.example'),
      await attempt('c@unknown.example'),
    ];
    expect(known[0]).toMatchObject({ status: 401, html: unknown[0]!.html });
    expect(known[0]!.html).toContain('The e-mail address or the password is wrong.');
    const least = (attempts: { ms: number }[]) => Math.min(...attempts.map(({ ms }) => ms));
    expect(least(unknown) / least(known)).toBeGreaterThan(1 / 3);
    expect(least(unknown) / least(known)).toBeLessThan(3);
  });

  it('as someone without a password is refused', async () => {
    const owner = ours.as('organization-owner');
    const input = { email: 'nopass@ours.example', name: 'No Password', role: 'viewer' };
    const add = 'mutation ($input: AddMemberInput!) { addMember(input: $input) { id } }';
    expect((await tenant.graphql(owner, add, { input })).errors).toBeUndefined();
    const browser = newBrowser();
    for (const password of ['', 'null', 'no one has this password'])
      expect((await browser.open(await begin(browser), { email: input.email, password })).status).toBe(401);
  });

  it('with an address that two organisations know leads to the account that the password fits', async () => {
    const theirs = await tenant.organization('theirs');
    await tenant.database.user.update({ where: { id: theirs.userId }, data: { email: ours.email } });
    const { body } = await redeem(codeOf(await signIn(newBrowser(), { ...theirs, email: ours.email })));
    const { sub } = JSON.parse(atob(body.id_token!.split('.')[1]!)) as { sub: string };
    expect(sub).toBe(theirs.userId);
  });
});

describe('the log-in page', () => {
  it('runs no script, is not framed, is not kept, and its form leads to us and the client only', async () => {
    const browser = newBrowser();
    const response = await browser.open(await begin(browser));
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("form-action 'self' http://localhost:3000;");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('cache-control')).toBe('no-store');
    const html = await response.text();
    expect(html).not.toContain('<script');
    for (const field of ['email', 'password']) {
      expect(html).toContain(`<label for="${field}">`);
      expect(html).toContain(`id="${field}" name="${field}"`);
    }
    const style = /<style>(.*?)<\/style>/s.exec(html)![1]!;
    expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`);
  });

  it('shows what was typed as text (24)', async () => {
    const browser = newBrowser();
    const answer = await browser.open(await begin(browser), {
      email: '"><script>alert(1)</script>@x.example',
      password: 'x',
    });
    expect(await answer.text()).not.toContain('<script');
  });

  it('opens for the browser alone that began the sign-in', async () => {
    const browser = newBrowser();
    const page = await begin(browser);
    const stranger = newBrowser();
    const form = { email: ours.email, password: ours.password };
    for (const forged of [
      await stranger.open(page),
      await stranger.open(page, form),
      await stranger.open('/oidc/interaction/forged', form),
      await browser.open(page.replace(/[^/]+$/, 'forged'), form),
    ])
      expect(forged.status).toBe(400);
    const other = await begin(stranger);
    const cookie = `_interaction=${browser.cookie('_interaction')}; _interaction.sig=${browser.cookie('_interaction.sig')}`;
    expect((await newBrowser().open(other, form, { cookie })).status).toBe(400);
  });
});

describe('log-in attempts', () => {
  const attempt = async (browser: Browser, page: string, email: string, password = 'wrong password') =>
    browser.open(page, { email, password });

  it('are limited by account, from wherever they come, and the page says how long to wait (31)', async () => {
    const { email, password } = await tenant.organization('attacked');
    for (let count = 0; count < 10; count++) {
      const browser = newBrowser();
      expect((await attempt(browser, await begin(browser), email.toUpperCase())).status).toBe(401);
    }
    const browser = newBrowser();
    const barred = await attempt(browser, await begin(browser), email, password);
    expect(barred.status).toBe(429);
    expect(Number(barred.headers.get('retry-after'))).toBeGreaterThan(800);
    expect(await barred.text()).toContain('Try again in 15 minutes.');
    await tenant.database.logInAttempt.updateMany({ data: { windowEndsAt: new Date(Date.now() - 1) } });
    expect((await attempt(browser, await begin(browser), email, password)).status).toBe(303);
  });

  it('are limited by address, counting one by one also when they race', async () => {
    const browser = newBrowser();
    const page = await begin(browser);
    const attempts = Array.from({ length: 55 }, (_, index) =>
      attempt(browser, page, `${index}@unknown.example`),
    );
    const statuses = (await Promise.all(attempts)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(50);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
  });

  it('that succeed do not count', async () => {
    const browser = newBrowser();
    for (let count = 0; count < 12; count++) {
      const page = await begin(browser, { prompt: 'login' });
      const answer = await attempt(browser, page, ours.email, ours.password);
      expect(answer.status).toBe(303);
      await browser.open(locationOf(answer));
    }
  });
});

describe('the provider', () => {
  it('redirects to a registered address only, exactly (25)', async () => {
    for (const redirect of [
      'https://evil.example/',
      '//evil.example',
      `${CALLBACK}/`,
      `${CALLBACK}?next=//evil.example`,
      `${CALLBACK}%2f..`,
      'http://localhost:3000\\@evil.example/auth/callback',
      'http://localhost:3001/auth/callback',
    ]) {
      const response = await newBrowser().open(authorizeUrl({ redirect_uri: redirect }));
      expect(response.status).toBe(400);
      expect(response.headers.get('location')).toBeNull();
    }
  });

  it('asks for PKCE with S256', async () => {
    for (const change of [
      { code_challenge: undefined, code_challenge_method: undefined },
      { code_challenge_method: 'plain' },
    ]) {
      const location = locationOf(await newBrowser().open(authorizeUrl(change)));
      expect(new URL(location).searchParams.get('error')).toBe('invalid_request');
    }
  });

  it('gives tokens for a code to its client, with its verifier, at its address', async () => {
    const codeFor = async () => codeOf(await signIn(newBrowser()));
    expect((await redeem(await codeFor(), { code_verifier: 'x'.repeat(43) })).body.error).toBe(
      'invalid_grant',
    );
    expect((await redeem(await codeFor(), { redirect_uri: 'http://localhost:3000/' })).body.error).toBe(
      'invalid_grant',
    );
    expect((await redeem(await codeFor(), {}, 'not the secret')).body.error).toBe('invalid_client');
    expect((await redeem('\u0000')).body.error).toBe('invalid_grant');
  });

  it('takes a code once, also when two uses race', async () => {
    const code = codeOf(await signIn(newBrowser()));
    const answers = await Promise.all([redeem(code), redeem(code)]);
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    expect((await redeem(code)).body.error).toBe('invalid_grant');
  });

  it('forgets what has ended', async () => {
    const code = codeOf(await signIn(newBrowser()));
    const where = { model: 'AuthorizationCode', id: code };
    expect(await tenant.database.oidcRecord.count({ where })).toBe(1);
    await tenant.database.oidcRecord.updateMany({ where, data: { expiresAt: new Date(Date.now() - 1) } });
    expect((await redeem(code)).body.error).toBe('invalid_grant');
    await removeEnded(tenant.database);
    expect(await tenant.database.oidcRecord.count({ where })).toBe(0);
  });

  it('names addresses of the issuer, whatever Host and forwarding headers say (30)', async () => {
    const response = await newBrowser().open('/oidc/.well-known/openid-configuration', undefined, {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.example',
    });
    const discovery = (await response.json()) as Record<string, unknown>;
    expect(discovery.issuer).toBe(ISSUER);
    const addresses = Object.entries(discovery).filter(([name]) => /_endpoint$|_uri$/.test(name));
    expect(addresses.length).toBeGreaterThan(4);
    for (const [, address] of addresses) expect(String(address).startsWith(`${ISSUER}/`)).toBe(true);
    expect(JSON.stringify(discovery)).not.toContain('evil');
  });

  it('answers its state from the database: another replica goes on with a sign-in', async () => {
    const where = { model: 'Session' };
    const before = await tenant.database.oidcRecord.count({ where });
    await signIn(newBrowser());
    expect(await tenant.database.oidcRecord.count({ where })).toBe(before + 1);
  });
});

describe('cookies', () => {
  it('are hidden from scripts and other sites, and sent over TLS only where the issuer has it', async () => {
    const secure = await startTenant({
      OIDC_ISSUER: 'https://developers.example/oidc',
      BFF_REDIRECT_URIS: 'https://developers.example/auth/callback',
    });
    const { search } = new URL(authorizeUrl({ redirect_uri: 'https://developers.example/auth/callback' }));
    const response = await fetch(`${secure.url}/oidc/auth${search}`, { redirect: 'manual' });
    const cookies = response.headers.getSetCookie();
    await secure.stop();
    expect(cookies.length).toBeGreaterThan(0);
    for (const cookie of cookies) expect(cookie).toMatch(/; samesite=lax; secure; httponly$/i);
  });
});

describe('signing out', () => {
  it('ends the session at the provider and leads back to the client', async () => {
    const browser = newBrowser();
    const { body } = await redeem(codeOf(await signIn(browser)));
    const back = 'http://localhost:3000/';
    const asked = new URLSearchParams({ id_token_hint: body.id_token!, post_logout_redirect_uri: back });
    const page = await browser.open(`${ISSUER}/session/end?${asked}`);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const html = await page.text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(html)![1]!;
    const refused = await browser.open(`${ISSUER}/session/end/confirm`, { xsrf: 'forged', logout: 'yes' });
    expect(refused.status).toBe(400);
    const done = await browser.open(`${ISSUER}/session/end/confirm`, { xsrf, logout: 'yes' });
    expect(locationOf(done)).toBe(back);
    expect(await begin(browser)).toContain('/oidc/interaction/');
  });

  it('leads to no address that is not the client’s', async () => {
    const asked = new URLSearchParams({
      client_id: 'apim-bff',
      post_logout_redirect_uri: 'https://evil.example/',
    });
    expect((await newBrowser().open(`${ISSUER}/session/end?${asked}`)).status).toBe(400);
  });
});

describe('planted secrets (38)', () => {
  it('reach no log and no audit record', async () => {
    const browser = newBrowser();
    const page = await begin(browser);
    const wrong = 'planted-wrong-password';
    await browser.open(page, { email: ours.email, password: wrong });
    const redirect = await signIn(newBrowser());
    const { body } = await redeem(codeOf(redirect));
    await redeem(codeOf(redirect), { code_verifier: 'x'.repeat(43) });
    const text = tenant.logged.join('') + JSON.stringify(await tenant.database.auditEvent.findMany());
    for (const planted of [
      wrong,
      ours.password,
      clientSecret,
      codeOf(redirect),
      body.access_token!,
      body.id_token!,
    ])
      expect(text).not.toContain(planted);
  });
});
