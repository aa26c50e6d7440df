import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeEnded } from '../src/oidc/adapter.ts';
import {
  CALLBACK,
  clientSecret,
  ISSUER,
  startTenant,
  type TestOrganization,
  type TestTenant,
} from './harness.ts';
import { authorizeUrl, codeOf, locationOf, signInFlow } from './sign-in-flow.ts';

let tenant: TestTenant;
let ours: TestOrganization;
let flow: ReturnType<typeof signInFlow>;

beforeAll(async () => {
  // Nothing listens there: signing in must not need Redis.
  tenant = await startTenant({ REDIS_URL: 'redis://127.0.0.1:1' });
  ours = await tenant.organization('ours');
  flow = signInFlow(tenant);
});
afterAll(() => tenant.stop());

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
      const response = await flow.newBrowser().open(authorizeUrl({ redirect_uri: redirect }));
      expect(response.status).toBe(400);
      expect(response.headers.get('location')).toBeNull();
    }
  });

  it('asks for PKCE with S256', async () => {
    for (const change of [
      { code_challenge: undefined, code_challenge_method: undefined },
      { code_challenge_method: 'plain' },
    ]) {
      const location = locationOf(await flow.newBrowser().open(authorizeUrl(change)));
      expect(new URL(location).searchParams.get('error')).toBe('invalid_request');
    }
  });

  it('gives tokens for a code to its client, with its verifier, at its address', async () => {
    const codeFor = async () => codeOf(await flow.signIn(flow.newBrowser(), ours));
    expect((await flow.redeem(await codeFor(), { code_verifier: 'x'.repeat(43) })).body.error).toBe(
      'invalid_grant',
    );
    expect((await flow.redeem(await codeFor(), { redirect_uri: 'http://localhost:3000/' })).body.error).toBe(
      'invalid_grant',
    );
    expect((await flow.redeem(await codeFor(), {}, 'not the secret')).body.error).toBe('invalid_client');
    expect((await flow.redeem('\u0000')).body.error).toBe('invalid_grant');
  });

  it('takes a code once, also when two uses race', async () => {
    const code = codeOf(await flow.signIn(flow.newBrowser(), ours));
    const answers = await Promise.all([flow.redeem(code), flow.redeem(code)]);
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    expect((await flow.redeem(code)).body.error).toBe('invalid_grant');
  });

  it('forgets what has ended', async () => {
    const code = codeOf(await flow.signIn(flow.newBrowser(), ours));
    const where = { model: 'AuthorizationCode', id: code };
    expect(await tenant.database.oidcRecord.count({ where })).toBe(1);
    await tenant.database.oidcRecord.updateMany({ where, data: { expiresAt: new Date(Date.now() - 1) } });
    expect((await flow.redeem(code)).body.error).toBe('invalid_grant');
    await removeEnded(tenant.database);
    expect(await tenant.database.oidcRecord.count({ where })).toBe(0);
  });

  it('names addresses of the issuer, whatever Host and forwarding headers say (30)', async () => {
    const response = await flow.newBrowser().open('/oidc/.well-known/openid-configuration', undefined, {
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

  it('keeps sessions in the database, where every replica finds them', async () => {
    const where = { model: 'Session' };
    const before = await tenant.database.oidcRecord.count({ where });
    await flow.signIn(flow.newBrowser(), ours);
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
    const browser = flow.newBrowser();
    const { body } = await flow.redeem(codeOf(await flow.signIn(browser, ours)));
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
    expect(await flow.begin(browser)).toContain('/oidc/interaction/');
  });

  it('leads to no address that is not the client’s', async () => {
    const asked = new URLSearchParams({
      client_id: 'apim-bff',
      post_logout_redirect_uri: 'https://evil.example/',
    });
    expect((await flow.newBrowser().open(`${ISSUER}/session/end?${asked}`)).status).toBe(400);
  });
});

describe('planted secrets (38)', () => {
  it('reach no log and no audit record', async () => {
    const browser = flow.newBrowser();
    const page = await flow.begin(browser);
    const wrong = 'planted-wrong-password';
    await browser.open(page, { email: ours.email, password: wrong });
    const redirect = await flow.signIn(flow.newBrowser(), ours);
    const { body } = await flow.redeem(codeOf(redirect));
    await flow.redeem(codeOf(redirect), { code_verifier: 'x'.repeat(43) });
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
