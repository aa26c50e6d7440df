import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openHead, openPayload } from '../src/plugins/session-cookie.ts';
import { startFixture, valuesOf, type Fixture, type Seen } from './support/client.ts';
import { present, readJson, unlessAbsent, type Behaviour } from './support/shared.ts';

const secret = 'a secret of some length';

describe('session', () => {
  let fixture: Fixture;
  const start = Date.now();
  let now = start;

  const get = (
    path: string,
    headers: Record<string, string> = {},
    init: RequestInit = {},
  ): Promise<Response> => fixture.proxy(path, { ...init, headers });
  const login = async (route: string): Promise<string> => {
    const response = await get(`/${route}`, { apikey: 'k' });
    return response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  };
  const whoIs = async (route: string, cookie: string): Promise<string | undefined> =>
    valuesOf((await (await get(`/${route}`, { cookie })).json()) as Seen, 'x-consumer-username')[0];

  beforeAll(async () => {
    fixture = await startFixture({ clock: () => now });
    const { admin } = fixture;
    await admin('PUT', '/services/s', { url: fixture.upstreamUrl });
    await admin('PUT', '/consumers/alice', {});
    await admin('PUT', '/consumers/guest', {});
    await admin('POST', '/consumers/alice/key-auth', { key: 'k' });
    for (const [route, config] of Object.entries({
      plain: {},
      stored: { storage: 'kong' },
      other: { secret: 'another secret' },
      remembering: { remember: true, cookie_secure: false, cookie_domain: 'app.test' },
      telling: {
        response_headers: ['id', 'subject', 'timeout'],
        request_headers: ['subject', 'absolute-timeout'],
      },
      posting: { read_body_for_logout: true, logout_query_arg: null },
    })) {
      await admin('PUT', `/routes/${route}`, { paths: [`/${route}`], service: { name: 's' } });
      await admin('POST', `/routes/${route}/plugins`, { name: 'key-auth', config: { anonymous: 'guest' } });
      const made = await admin('POST', `/routes/${route}/plugins`, {
        name: 'session',
        config: { secret, ...config },
      });
      expect(made.status).toBe(201);
    }
  });
  beforeEach(() => {
    now = start;
  });
  afterAll(() => fixture.close());

  it('knows a caller by the cookie alone, which says nothing by itself', async () => {
    const response = await get('/plain', { apikey: 'k' });
    const [cookie = ''] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^session=[\w-]+; Path=\/; SameSite=Strict; Secure; HttpOnly$/);
    expect(Buffer.from(cookie, 'base64url').toString('latin1')).not.toContain('alice');
    expect(await whoIs('plain', cookie.split(';')[0] ?? '')).toBe('alice');
  });

  it('a cookie that was changed, cut, made longer or sealed by another secret is nobody', async () => {
    const cookie = await login('plain');
    const at = (index: number): string =>
      cookie.slice(0, index) + (cookie[index] === 'A' ? 'B' : 'A') + cookie.slice(index + 1);
    for (const forged of [
      at(10),
      at(30),
      at(60),
      at(120),
      at(cookie.length - 5),
      cookie.slice(0, -4),
      `${cookie}AA`,
    ])
      expect(await whoIs('plain', forged)).toBe('guest');
    expect(await whoIs('other', cookie)).toBe('guest');
    for (const odd of ['session=', 'session', `session=${'A'.repeat(9000)}`, 'session=%00;session=é'])
      expect(await whoIs('plain', Buffer.from(odd, 'utf8').toString('latin1'))).toBe('guest');
  });

  it('ends when it is idle, when it is old, and on log-out', async () => {
    const cookie = await login('plain');
    now = start + 899_000;
    expect(await whoIs('plain', cookie)).toBe('alice');
    now = start + 902_000;
    expect(await whoIs('plain', cookie)).toBe('guest');
    now = start;
    const out = await get('/plain?session_logout=1', { cookie }, { method: 'DELETE' });
    expect([out.status, out.headers.getSetCookie()[0]]).toEqual([
      200,
      expect.stringContaining('Expires=Thu, 01 Jan 1970 00:00:01 GMT; Max-Age=0') as string,
    ]);
    const posted = await get(
      '/posting',
      { cookie: await login('posting') },
      {
        method: 'POST',
        body: new URLSearchParams({ session_logout: '1' }),
      },
    );
    expect([posted.status, await posted.text()]).toEqual([200, '']);
  });

  it('is prolonged while it is used, and renewed towards its end', async () => {
    let cookie = await login('plain');
    for (let step = 1; step <= 5; step += 1) {
      now = start + step * 800_000;
      const response = await get('/plain', { cookie });
      const [next] = response.headers.getSetCookie();
      expect(next).toBeDefined();
      cookie = next?.split(';')[0] ?? '';
    }
    expect(await whoIs('plain', cookie)).toBe('alice');
  });

  it('kept on the gateway it is no longer than its name, and ends there with the log-out', async () => {
    const cookie = await login('stored');
    expect(cookie.length).toBe('session='.length + 110);
    expect(await whoIs('stored', cookie)).toBe('alice');
    expect(await whoIs('plain', cookie)).toBe('guest');
    const rows = await fixture.admin('GET', '/sessions');
    expect(rows.body.data).toHaveLength(1);
    await get('/stored?session_logout', { cookie }, { method: 'POST' });
    expect(await whoIs('stored', cookie)).toBe('guest');
    expect((await fixture.admin('GET', '/sessions')).body.data).toHaveLength(0);
  });

  it('a session whose row holds nonsense is nobody', async () => {
    const cookie = await login('stored');
    const { body } = await fixture.admin('GET', '/sessions');
    const [row] = body.data as { id: string }[];
    for (const data of ['{', '["x"]', '[1]', 'null']) {
      await fixture.admin('PATCH', `/sessions/${row?.id ?? ''}`, { data });
      expect(await whoIs('stored', cookie)).toBe('guest');
    }
  });

  it('is remembered by a second cookie where it is told to, and begins anew with it', async () => {
    const response = await get('/remembering', { apikey: 'k' });
    const cookies = response.headers.getSetCookie();
    expect(cookies).toHaveLength(2);
    const remembered = cookies.find((cookie) => cookie.startsWith('remember=')) ?? '';
    expect(remembered).toMatch(
      /; Domain=app\.test; Path=\/; SameSite=Strict; HttpOnly; Expires=.*; Max-Age=604800$/,
    );
    now = start + 100_000_000;
    expect(await whoIs('remembering', remembered.split(';')[0] ?? '')).toBe('alice');
    now = start + 700_000_000;
    expect(await whoIs('remembering', remembered.split(';')[0] ?? '')).toBe('guest');
  });

  it('tells of itself by the headers that are asked for', async () => {
    const cookie = await login('telling');
    now = start + 10_000;
    const response = await get('/telling', { cookie });
    expect(response.headers.get('session-subject')).toBe('alice');
    expect(response.headers.get('session-timeout')).toBe('890');
    expect(response.headers.get('session-id')).toMatch(/^[\w-]{43}$/);
    expect(valuesOf((await response.json()) as Seen, 'session-absolute-timeout')).toEqual(['86390']);
  });

  it('of a consumer who is gone is nobody', async () => {
    const { admin } = fixture;
    await admin('PUT', '/consumers/bob', {});
    await admin('POST', '/consumers/bob/key-auth', { key: 'bob' });
    const response = await get('/plain', { apikey: 'bob' });
    const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    await admin('DELETE', '/consumers/bob');
    expect(await whoIs('plain', cookie)).toBe('guest');
  });

  it('understands the short names of former versions', async () => {
    const made = await fixture.admin('POST', '/plugins', {
      name: 'session',
      config: { cookie_lifetime: 60, cookie_idletime: null, cookie_samesite: 'off', cookie_renew: 1 },
    });
    expect(made).toMatchObject({
      status: 201,
      body: { config: { rolling_timeout: 60, idling_timeout: 0, cookie_same_site: 'Lax' } },
    });
  });
});

describe.skipIf(!present)(`a session of a real Kong 3.9.3${unlessAbsent}`, () => {
  it('is read with the same secret', () => {
    const behaviour = readJson<Behaviour>('behaviours/session.json');
    const text = JSON.stringify(behaviour.declarative_config);
    const [, recordedSecret = ''] = /"secret":"([0-9a-f]{32})"/.exec(text) ?? [];
    const key = createHash('sha256').update(recordedSecret).digest();
    const answered = behaviour.cases[0]?.response.headers.find(([name]) => name === 'Set-Cookie')?.[1] ?? '';
    const cookie = /^session=([^;]+)/.exec(answered)?.[1] ?? '';
    const head = openHead(key, cookie);
    expect(head?.createdAt).toBe(Date.parse('2026-11-24T09:51:20Z') / 1000);
    const payload = head && openPayload(key, head, cookie.slice(110), false);
    expect(JSON.parse(payload ?? 'null')).toEqual([
      [['b32379d9-3d28-5683-a79c-72139be6e34f', '0fc2e7b5-bdf0-4acd-b2aa-96b099705755'], 'default', 'alice'],
    ]);
  });
});
