import type { ActorClaims } from '@apim/kit/actor';
import type { RunningServer } from '@apim/kit/server';
import { testServer } from '@apim/kit/testing/databases';
import { Redis } from 'ioredis';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { start } from '../src/main.ts';
import { Browser } from './browser.ts';
import { freePort } from './free-port.ts';
import { composeShop } from './shop.ts';
import { memberAnswer, startInstallation, type Installation } from './stand-in.ts';

const logged: string[] = [];
let installation: Installation;
let bff: RunningServer;
let port: number;
let redis: Redis;

const launch = (at: number, redisUrl: string) =>
  start(
    { ...installation.settings(port, 'public', redisUrl), HOST: 'localhost', PORT: String(at) },
    {
      supergraphSdl: composeShop().supergraphSdl,
      logDestination: { write: (line: string) => void logged.push(line) },
    },
  );

beforeAll(async () => {
  installation = await startInstallation();
  port = await freePort();
  installation.openProvider(port);
  bff = await launch(port, testServer('REDIS'));
  redis = new Redis(testServer('REDIS'));
});

beforeEach(() => void installation.answers.set('user-1', memberAnswer('user-1', 'org-1')));

afterAll(async () => {
  await bff?.stop();
  await installation?.stop();
  redis?.disconnect();
});

const at = (path: string) => `http://localhost:${port}${path}`;
const graphql = (browser: Browser, headers: Record<string, string> = {}) =>
  browser.fetch(at('/graphql'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: '{ me { id } }' }),
  });
const seenActor = () =>
  decodeJwt(installation.shop.seen.at(-1)?.headers['x-apim-actor'] as string) as unknown as ActorClaims;

async function loggedIn(path = '/'): Promise<Browser> {
  const browser = new Browser();
  await browser.follow(at(`/auth/login?return=${encodeURIComponent(path)}`), at(path));
  return browser;
}

describe('a log-in', () => {
  it('by code and PKCE leads back to where it began, with a session cookie that no script reads', async () => {
    const browser = await loggedIn('/projects/demo?tab=1');
    expect(browser.visited.at(-1)).toBe(at('/projects/demo?tab=1'));
    const authorization = new URL(browser.visited.find((url) => url.includes('/oidc/auth?')) ?? '');
    expect(Object.fromEntries(authorization.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.any(String),
      nonce: expect.any(String),
      redirect_uri: at('/auth/callback'),
    });
    expect(browser.attributesOf('__Host-apim-session')).toEqual([
      'HttpOnly',
      'Path=/',
      'SameSite=Lax',
      'Secure',
    ]);
    await graphql(browser);
    expect(seenActor()).toMatchObject({ sub: 'user-1', kind: 'user', org: 'org-1' });
  });

  it('gives the browser no token, and Redis no session id', async () => {
    const browser = await loggedIn();
    expect(browser.everything).not.toMatch(/eyJ[\w-]+\.|access_token|id_token/);
    const session = browser.cookies.get('__Host-apim-session') ?? '';
    expect(session).toMatch(/^[\w-]{43}$/);
    const keys = await redis.keys('apim:session:*');
    const values = await Promise.all(keys.map((key) => redis.get(key)));
    expect(keys.length).toBeGreaterThan(0);
    expect(JSON.stringify([keys, values])).not.toContain(session);
    expect(Math.max(...(await Promise.all(keys.map((key) => redis.ttl(key)))))).toBeLessThanOrEqual(8 * 3600);
    expect(logged.join('')).not.toContain(session);
  });

  it('gives another session id each time, and ends the one that was there', async () => {
    const browser = await loggedIn();
    const before = browser.cookies.get('__Host-apim-session') ?? '';
    await browser.follow(at('/auth/login'), at('/'));
    expect(browser.cookies.get('__Host-apim-session')).not.toBe(before);
    const stale = new Browser({ '__Host-apim-session': before });
    await graphql(stale);
    expect(seenActor().kind).toBe('anonymous');
  });

  it('to elsewhere ends at the start page', async () => {
    const browser = new Browser();
    await browser.follow(at('/auth/login?return=//evil.example'), at('/'));
    expect(browser.visited.at(-1)).toBe(at('/'));
  });

  it('that this browser did not begin, or that was finished already, is refused', async () => {
    const victim = new Browser();
    const attacker = new Browser();
    const callback = await attacker.follow(at('/auth/login'), at('/auth/callback'));
    expect((await victim.fetch(callback)).status).toBe(401);
    expect(victim.cookies.size).toBe(0);
    expect((await attacker.fetch(callback.replace(/state=[^&]+/, 'state=forged'))).status).toBe(401);
    expect((await attacker.fetch(callback)).status).toBe(401);
  });
});

describe('a session', () => {
  it('ends with the log-out, in Redis too', async () => {
    const browser = await loggedIn();
    const session = browser.cookies.get('__Host-apim-session') ?? '';
    expect((await browser.fetch(at('/auth/logout'), { method: 'POST' })).status).toBe(204);
    expect(browser.cookies.has('__Host-apim-session')).toBe(false);
    await graphql(new Browser({ '__Host-apim-session': session }));
    expect(seenActor().kind).toBe('anonymous');
  });

  it('that was logged out is not revived by the provider’s own: the next log-in asks again', async () => {
    const browser = await loggedIn();
    const opened = () => browser.visited.filter((url) => url.includes('/oidc/interaction/')).length;
    await browser.follow(at('/auth/login'), at('/'));
    expect(opened()).toBe(1);
    await browser.fetch(at('/auth/logout'), { method: 'POST' });
    await browser.follow(at('/auth/login'), at('/'));
    expect(opened()).toBe(2);
    await browser.follow(at('/auth/login'), at('/'));
    expect(opened()).toBe(2);
  });

  it('is not ended by another site, nor by following a link', async () => {
    const browser = await loggedIn();
    const headers = { origin: 'https://evil.example' };
    expect((await browser.fetch(at('/auth/logout'), { method: 'POST', headers })).status).toBe(403);
    expect((await browser.fetch(at('/auth/logout'))).status).toBe(404);
    await graphql(browser);
    expect(seenActor().kind).toBe('user');
  });

  it('serves no request that a form or link of another site could cause', async () => {
    const browser = await loggedIn();
    installation.shop.seen.length = 0;
    const body = JSON.stringify({ query: 'mutation { rename(id: 1, name: "x") { id } }' });
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const response = await browser.fetch(at('/graphql'), {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
      expect([type, response.status]).toEqual([type, 403]);
    }
    expect((await browser.fetch(at('/graphql?query={me{id}}'))).status).toBe(403);
    expect((await graphql(browser, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect(installation.shop.seen).toEqual([]);
    const ours = await browser.fetch(at('/graphql?query={me{id}}'), { headers: { 'x-apim-request': '1' } });
    expect(ours.status).toBe(200);
  });

  it('of a user who was removed is nobody’s within 5 s', async () => {
    const browser = await loggedIn();
    await graphql(browser);
    installation.answers.delete('user-1');
    const removedAt = Date.now();
    do {
      expect(Date.now() - removedAt).toBeLessThan(5_500);
      await new Promise((resolve) => setTimeout(resolve, 200));
      await graphql(browser);
    } while (seenActor().kind !== 'anonymous');
  });
});

describe('with Redis away', () => {
  it('sessions are refused at once, tokens and visitors are served', async () => {
    const alone = await launch(0, 'redis://127.0.0.1:1');
    try {
      const token = 'apim_pat_0123456789abcdefghij';
      installation.answers.set(token, memberAnswer('user-1', 'org-1'));
      const post = (headers: Record<string, string>) =>
        fetch(`${alone.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: '{"query":"{ me { id } }"}',
        });
      const begun = performance.now();
      const refused = await post({ cookie: '__Host-apim-session=x' });
      expect(refused.status).toBe(503);
      expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
      expect(performance.now() - begun).toBeLessThan(2_500);
      expect((await post({ authorization: `Bearer ${token}` })).status).toBe(200);
      expect((await post({})).status).toBe(200);
      const login = await fetch(`${alone.url}/auth/login`, { redirect: 'manual' });
      expect(login.status).toBe(503);
      expect(await login.text()).not.toMatch(/127\.0\.0\.1|ECONN/);
    } finally {
      await alone.stop();
    }
  });
});

describe('the way to the provider', () => {
  it('drops what clients say about identity and forwarding', async () => {
    const headers = {
      'x-apim-actor': 'forged',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-for': '6.6.6.6',
    };
    const response = await fetch(at('/oidc/.well-known/openid-configuration'), { headers });
    expect(await response.json()).toMatchObject({ issuer: at('/oidc') });
    const seen = installation.proxied.at(-1)?.headers;
    expect(JSON.stringify(seen)).not.toMatch(/forged|evil\.example|6\.6\.6\.6/);
    expect(seen).toMatchObject({ 'x-forwarded-host': `localhost:${port}`, 'x-forwarded-proto': 'http' });
  });

  it.each([
    '/oidc/../internal/actor',
    '/oidc/%2e%2e/internal/actor',
    '/oidc/..%2finternal/actor',
    '/internal/actor',
  ])('%s does not lead past it', async (path) => {
    const before = installation.asked.count;
    expect((await rawGet(path)).status).toBeGreaterThanOrEqual(400);
    expect(installation.asked.count).toBe(before);
    expect(installation.proxied.every(({ url }) => !url?.includes('internal'))).toBe(true);
  });
});

/** `fetch` would resolve the dots itself. */
async function rawGet(path: string): Promise<{ status: number }> {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    request({ host: 'localhost', port, path, method: 'POST' }, (response) => {
      response.resume();
      resolve({ status: response.statusCode ?? 0 });
    })
      .once('error', reject)
      .end();
  });
}
