import { createRemoteJWKSet, jwtVerify } from 'jose';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from './browser.ts';
import { CALLBACK, ISSUER, startTenant, type TestOrganization, type TestTenant } from './harness.ts';
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

describe('signing in', () => {
  it('by password gives the client an ID token of the user, and access for five minutes', async () => {
    const redirect = await flow.signIn(flow.newBrowser(), ours);
    expect(redirect.href.startsWith(`${CALLBACK}?`)).toBe(true);
    expect(redirect.searchParams.get('state')).toBe('the-state');
    const { status, body } = await flow.redeem(codeOf(redirect));
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
    const browser = flow.newBrowser();
    await flow.signIn(browser, ours);
    expect(locationOf(await browser.open(authorizeUrl()))).toContain(`${CALLBACK}?code=`);
    expect(await flow.begin(browser, { prompt: 'login' })).toContain('/oidc/interaction/');
  });

  it('changes the session’s id (28)', async () => {
    const browser = flow.newBrowser();
    await flow.signIn(browser, ours);
    const before = browser.cookie('_session');
    const page = await flow.begin(browser, { prompt: 'login' });
    const answer = await browser.open(page, { email: ours.email, password: ours.password });
    await browser.open(locationOf(answer));
    expect(before).toBeTruthy();
    expect(browser.cookie('_session')).not.toBe(before);
  });

  it('with a wrong password and as someone unknown looks and costs the same (32)', async () => {
    const browser = flow.newBrowser();
    const page = await flow.begin(browser);
    // The manager runs in this process: its work is counted, whatever else the machine does.
    const attempt = async (email: string) => {
      const from = process.cpuUsage();
      const response = await browser.open(page, { email, password: 'wrong password' });
      const html = (await response.text()).replace(email, '');
      const { user, system } = process.cpuUsage(from);
      return { work: user + system, status: response.status, html };
    };
    const known = [];
    const unknown = [];
    for (let count = 0; count < 9; count++) {
      known.push(await attempt(ours.email));
      unknown.push(await attempt(`${count}@unknown.example`));
    }
    expect(known[0]).toMatchObject({ status: 401, html: unknown[0]?.html });
    expect(known[0]?.html).toContain('The e-mail address or the password is wrong.');
    const typical = (attempts: { work: number }[]) =>
      attempts.map(({ work }) => work).sort((a, b) => a - b)[4] as number;
    expect(typical(unknown) / typical(known)).toBeGreaterThan(0.55);
    expect(typical(unknown) / typical(known)).toBeLessThan(1.8);
  });

  it('as someone without a password is refused', async () => {
    const owner = ours.as('organization-owner');
    const input = { email: 'nopass@ours.example', name: 'No Password', role: 'viewer' };
    const add = 'mutation ($input: AddMemberInput!) { addMember(input: $input) { id } }';
    expect((await tenant.ask(owner, add, { input })).errors).toBeUndefined();
    const browser = flow.newBrowser();
    for (const password of ['', 'null', 'no one has this password'])
      expect((await browser.open(await flow.begin(browser), { email: input.email, password })).status).toBe(
        401,
      );
  });

  it('with an address that two organisations know leads to the account that the password fits', async () => {
    const theirs = await tenant.organization('theirs');
    await tenant.database.user.update({ where: { id: theirs.userId }, data: { email: ours.email } });
    const { body } = await flow.redeem(
      codeOf(await flow.signIn(flow.newBrowser(), { ...theirs, email: ours.email })),
    );
    const { sub } = JSON.parse(atob(body.id_token!.split('.')[1]!)) as { sub: string };
    expect(sub).toBe(theirs.userId);
  });
});

describe('the log-in page', () => {
  it('runs no script, is not framed, is not kept, and its form leads to us and the client only', async () => {
    const browser = flow.newBrowser();
    const response = await browser.open(await flow.begin(browser));
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
    const browser = flow.newBrowser();
    const answer = await browser.open(await flow.begin(browser), {
      email: '"><script>alert(1)</script>@x.example',
      password: 'x',
    });
    expect(await answer.text()).not.toContain('<script');
  });

  it('opens for the browser alone that began the sign-in', async () => {
    const browser = flow.newBrowser();
    const page = await flow.begin(browser);
    const stranger = flow.newBrowser();
    const form = { email: ours.email, password: ours.password };
    for (const forged of [
      await stranger.open(page),
      await stranger.open(page, form),
      await stranger.open('/oidc/interaction/forged', form),
      await browser.open(page.replace(/[^/]+$/, 'forged'), form),
    ])
      expect(forged.status).toBe(400);
    const other = await flow.begin(stranger);
    const cookie = `_interaction=${browser.cookie('_interaction')}; _interaction.sig=${browser.cookie('_interaction.sig')}`;
    expect((await flow.newBrowser().open(other, form, { cookie })).status).toBe(400);
  });
});

describe('log-in attempts', () => {
  const attempt = async (browser: Browser, page: string, email: string, password = 'wrong password') =>
    browser.open(page, { email, password });

  it('are limited by account, from wherever they come, and the page says how long to wait (31)', async () => {
    const { email, password } = await tenant.organization('attacked');
    for (let count = 0; count < 10; count++) {
      const browser = flow.newBrowser();
      expect((await attempt(browser, await flow.begin(browser), email.toUpperCase())).status).toBe(401);
    }
    const browser = flow.newBrowser();
    const barred = await attempt(browser, await flow.begin(browser), email, password);
    expect(barred.status).toBe(429);
    expect(Number(barred.headers.get('retry-after'))).toBeGreaterThan(800);
    expect(await barred.text()).toContain('Try again in 15 minutes.');
    await tenant.database.logInAttempt.updateMany({ data: { windowEndsAt: new Date(Date.now() - 1) } });
    expect((await attempt(browser, await flow.begin(browser), email, password)).status).toBe(303);
  });

  it('are limited by address, counting one by one also when they race', async () => {
    const browser = flow.newBrowser();
    const page = await flow.begin(browser);
    const attempts = Array.from({ length: 55 }, (_, index) =>
      attempt(browser, page, `${index}@unknown.example`),
    );
    const statuses = (await Promise.all(attempts)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(50);
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
  });

  it('that succeed do not count', async () => {
    const browser = flow.newBrowser();
    for (let count = 0; count < 12; count++) {
      const page = await flow.begin(browser, { prompt: 'login' });
      const answer = await attempt(browser, page, ours.email, ours.password);
      expect(answer.status).toBe(303);
      await browser.open(locationOf(answer));
    }
  });
});
