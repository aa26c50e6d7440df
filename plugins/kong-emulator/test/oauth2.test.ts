import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixture, valuesOf, type Fixture, type Seen } from './support/client.ts';

type Answer = Record<string, string | number | undefined>;

describe('oauth2', () => {
  let fixture: Fixture;
  let now = Date.now();

  /** A call of an endpoint behind a trusted proxy that ended TLS. */
  const post = async (
    path: string,
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; answer: Answer }> => {
    const response = await fixture.proxy(path, {
      method: 'POST',
      headers: { 'x-forwarded-proto': 'https', ...headers },
      body: new URLSearchParams(form),
    });
    return { status: response.status, answer: (await response.json()) as Answer };
  };
  const client = { client_id: 'app', client_secret: 'secret' };
  const token = async (route: string, form: Record<string, string> = {}): Promise<Answer> =>
    (await post(`/${route}/oauth2/token`, { grant_type: 'client_credentials', ...client, ...form })).answer;
  const call = (path: string, text: unknown, init: RequestInit = {}): Promise<Response> =>
    fixture.proxy(path, { ...init, headers: { authorization: `Bearer ${String(text)}`, ...init.headers } });
  const codeFor = async (form: Record<string, string> = {}): Promise<string> => {
    const { answer } = await post('/plain/oauth2/authorize', {
      client_id: 'app',
      response_type: 'code',
      provision_key: 'provision',
      authenticated_userid: 'u',
      ...form,
    });
    return new URL(String(answer.redirect_uri)).searchParams.get('code') ?? '';
  };

  beforeAll(async () => {
    fixture = await startFixture({ trustedIps: ['127.0.0.0/8'], clock: () => now });
    const { admin } = fixture;
    for (const service of ['s', 'other'])
      await admin('PUT', `/services/${service}`, { url: fixture.upstreamUrl });
    await admin('PUT', '/consumers/alice', { custom_id: 'a' });
    await admin('PUT', '/consumers/guest', {});
    for (const [id, more] of Object.entries({
      app: { client_secret: 'secret' },
      second: { client_secret: 'secret' },
      hashed: { client_secret: 'secret', hash_secret: true },
      public: { client_type: 'public' },
    })) {
      const made = await admin('POST', '/consumers/alice/oauth2', {
        name: id,
        client_id: id,
        redirect_uris: ['https://app.test/cb'],
        ...more,
      });
      expect(made.status).toBe(201);
    }
    const flows = {
      enable_authorization_code: true,
      enable_implicit_grant: true,
      enable_client_credentials: true,
      enable_password_grant: true,
      provision_key: 'provision',
      accept_http_if_already_terminated: true,
      scopes: ['read', 'write'],
    };
    for (const [route, service, config] of [
      ['plain', 's', {}],
      ['elsewhere', 'other', {}],
      ['global', 's', { global_credentials: true }],
      ['global-too', 'other', { global_credentials: true }],
      ['hidden', 's', { hide_credentials: true }],
      ['open', 's', { anonymous: 'guest' }],
      ['reused', 's', { reuse_refresh_token: true }],
      ['secure', 's', { accept_http_if_already_terminated: false }],
      ['strict', 's', { pkce: 'strict' }],
    ] as const) {
      await admin('PUT', `/routes/${route}`, { paths: [`/${route}`], service: { name: service } });
      const made = await admin('POST', `/routes/${route}/plugins`, {
        name: 'oauth2',
        config: { ...flows, ...config },
      });
      expect(made.status).toBe(201);
    }
  });
  afterAll(() => fixture.close());

  it('a token is for its own service, unless all share them', async () => {
    const { access_token: text } = await token('plain');
    expect((await call('/plain', text)).status).toBe(200);
    expect((await call('/elsewhere', text)).status).toBe(401);
    const { access_token: shared } = await token('global');
    expect((await call('/global-too', shared)).status).toBe(200);
    expect((await call('/plain', shared)).status).toBe(401);
  });

  it('tells the upstream who calls, and drops what the caller says of itself', async () => {
    const { access_token: text } = await token('plain', { scope: 'read' });
    const response = await call('/plain', text, {
      headers: {
        'X-Authenticated-UserId': 'root',
        'X-Authenticated-Scope': 'admin',
        'X-Consumer-ID': 'root',
      },
    });
    const seen = (await response.json()) as Seen;
    expect(valuesOf(seen, 'x-authenticated-scope')).toEqual(['read']);
    expect(valuesOf(seen, 'x-authenticated-userid')).toEqual([]);
    expect(valuesOf(seen, 'x-consumer-custom-id')).toEqual(['a']);
    expect(valuesOf(seen, 'x-credential-identifier')).toEqual(['app']);
    const open = await fixture.proxy('/open', { headers: { 'X-Authenticated-UserId': 'root' } });
    const anonymous = (await open.json()) as Seen;
    expect(valuesOf(anonymous, 'x-authenticated-userid')).toEqual([]);
    expect(valuesOf(anonymous, 'x-consumer-username')).toEqual(['guest']);
  });

  it('hides a token wherever it was', async () => {
    const { access_token: text } = await token('hidden');
    const inHeader = (await (await call('/hidden', text)).json()) as Seen;
    expect(valuesOf(inHeader, 'authorization')).toEqual([]);
    const inQuery = (await (await fixture.proxy(`/hidden?access_token=${text}&a=1`)).json()) as Seen;
    expect(inQuery.target).toBe('/?a=1');
    const body = new URLSearchParams({ access_token: String(text), b: '2' });
    const inForm = (await (await fixture.proxy('/hidden', { method: 'POST', body })).json()) as Seen;
    expect(inForm.body).toBe('b=2');
  });

  it('a code is exchanged once, by the client it is for', async () => {
    const code = await codeFor();
    const form = { grant_type: 'authorization_code', code };
    const stolen = await post('/plain/oauth2/token', { ...form, ...client, client_id: 'second' });
    expect(stolen.answer.error_description).toBe('Invalid code');
    const both = await Promise.all([1, 2].map(() => post('/plain/oauth2/token', { ...form, ...client })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  it('a refresh token works once, for its own client, unless it is to be reused', async () => {
    const granted = { grant_type: 'password', provision_key: 'provision', authenticated_userid: 'u' };
    const { refresh_token: first } = await token('plain', granted);
    const form = { grant_type: 'refresh_token', refresh_token: String(first) };
    const stolen = await post('/plain/oauth2/token', { ...form, ...client, client_id: 'second' });
    expect(stolen.answer.error).toBe('invalid_client');
    expect((await post('/plain/oauth2/token', { ...form, ...client })).status).toBe(200);
    expect((await post('/plain/oauth2/token', { ...form, ...client })).status).toBe(400);
    const { refresh_token: kept, access_token: old } = await token('reused', granted);
    const again = await token('reused', { grant_type: 'refresh_token', refresh_token: String(kept) });
    expect(again.refresh_token).toBe(kept);
    expect((await call('/reused', old)).status).toBe(401);
    expect((await call('/reused', again.access_token)).status).toBe(200);
  });

  it.each([
    'https://app.test/cb/',
    'https://app.test/cb?x=1',
    'https://app.test.evil/cb',
    '//evil',
    'javascript:1',
  ])('no answer goes to %s, which is not registered', async (uri) => {
    const { answer } = await post('/plain/oauth2/authorize', {
      client_id: 'app',
      response_type: 'token',
      provision_key: 'provision',
      authenticated_userid: 'u',
      redirect_uri: uri,
    });
    expect(String(answer.redirect_uri)).toMatch(/^https:\/\/app\.test\/cb\?error=invalid_request&/);
  });

  it('a public client needs the proof of RFC 7636 and has no secret', async () => {
    const refused = await post('/plain/oauth2/authorize', {
      client_id: 'public',
      response_type: 'code',
      provision_key: 'provision',
      authenticated_userid: 'u',
    });
    expect(String(refused.answer.redirect_uri)).toContain('code_challenge%20is%20required%20for%20public');
    const { answer } = await post('/plain/oauth2/token', {
      ...client,
      client_id: 'public',
      grant_type: 'refresh_token',
    });
    expect(answer.error_description).toBe('client_secret is disallowed for public clients');
    const strict = await post('/strict/oauth2/authorize', {
      client_id: 'app',
      response_type: 'code',
      provision_key: 'provision',
      authenticated_userid: 'u',
    });
    expect(String(strict.answer.redirect_uri)).toContain('confidential%20clients');
  });

  it('a hashed secret is not shown and still works', async () => {
    const shown = await fixture.admin('GET', '/oauth2/hashed');
    expect(String(shown.body.client_secret)).toMatch(/^\$pbkdf2-sha512\$i=10000,l=32\$/);
    expect((await token('plain', { client_id: 'hashed' })).access_token).toBeDefined();
    expect((await token('plain', { client_id: 'hashed', client_secret: 'no' })).error).toBe('invalid_client');
    const stolen = String(shown.body.client_secret);
    expect((await token('plain', { client_id: 'hashed', client_secret: stolen })).error).toBe(
      'invalid_client',
    );
    await fixture.admin('PATCH', '/oauth2/hashed', { name: 'renamed' });
    expect((await token('plain', { client_id: 'hashed' })).access_token).toBeDefined();
  });

  it('credentials in Basic authentication are refused with its challenge', async () => {
    const authorization = `Basic ${Buffer.from('app:no').toString('base64')}`;
    const response = await fixture.proxy('/plain/oauth2/token', {
      method: 'POST',
      headers: { 'x-forwarded-proto': 'https', authorization },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      401,
      'Basic realm="OAuth2.0"',
    ]);
  });

  it('repeated, empty and hostile parameters get an error and no token', async () => {
    const bodies = [
      'grant_type=client_credentials&grant_type=password&client_id=app&client_secret=secret',
      'grant_type=client_credentials&client_id=app&client_id=second&client_secret=secret',
      'grant_type=__proto__&client_id=app&client_secret=secret',
      'grant_type=client_credentials&client_id=__proto__&client_secret=secret',
      'grant_type=client_credentials&client_id=app&client_secret=secret&scope=read&scope=write',
      'grant_type=client_credentials&client_id&client_secret',
      'grant_type=authorization_code&client_id=app&client_secret=secret&code',
      `grant_type=client_credentials&client_id=app&client_secret=${'a'.repeat(1_000_000)}`,
      '%',
    ];
    for (const body of bodies) {
      const response = await fixture.proxy('/plain/oauth2/token', {
        method: 'POST',
        headers: { 'x-forwarded-proto': 'https', 'content-type': 'application/x-www-form-urlencoded' },
        body,
      });
      expect([400, 401]).toContain(response.status);
      expect(await response.text()).not.toContain('access_token');
    }
  });

  it('the endpoints are for HTTPS alone', async () => {
    const { answer } = await post('/secure/oauth2/token', { grant_type: 'client_credentials', ...client });
    expect(answer).toEqual({ error: 'access_denied', error_description: 'You must use HTTPS' });
    const two = await post('/plain/oauth2/token', client, { 'x-forwarded-proto': 'https, http' });
    expect(two.answer.error_description).toBe('Only one X-Forwarded-Proto header allowed');
  });

  it('a token ends with its time, its application or its consumer', async () => {
    const { access_token: text } = await token('plain');
    now += 7_201_000;
    expect((await call('/plain', text)).status).toBe(401);
    const { access_token: second } = await token('plain', { client_id: 'second' });
    expect((await call('/plain', second)).status).toBe(200);
    const listed = await fixture.admin('GET', '/oauth2/second/oauth2_tokens');
    expect(JSON.stringify(listed.body)).toContain(String(second));
    await fixture.admin('DELETE', '/oauth2/second');
    expect((await call('/plain', second)).status).toBe(401);
    expect((await fixture.admin('GET', `/oauth2_tokens/${String(second)}`)).status).toBe(404);
  });

  it('codes are in no list of the Admin API', async () => {
    await codeFor();
    expect((await fixture.admin('GET', '/oauth2_authorization_codes')).status).toBe(404);
  });

  it('a provision key is made up where none is given; scopes are asked for where they are mandatory', async () => {
    const made = await fixture.admin('POST', '/plugins', {
      name: 'oauth2',
      config: { enable_client_credentials: true },
    });
    expect((made.body.config as Answer).provision_key).toMatch(/^[A-Za-z0-9]{32}$/);
    const refused = await fixture.admin('POST', '/plugins', {
      name: 'oauth2',
      config: { enable_client_credentials: true, mandatory_scope: true },
    });
    expect(refused).toMatchObject({
      status: 400,
      body: { fields: { config: { scopes: 'required field missing' } } },
    });
  });
});
