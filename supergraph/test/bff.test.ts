import { gzipSync } from 'node:zlib';
import { createActorVerifier, type ActorClaims } from '@apim/kit/actor';
import type { RunningServer } from '@apim/kit/server';
import { testServer } from '@apim/kit/testing/databases';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { start } from '../src/main.ts';
import { ask } from './ask.ts';
import { composeShop } from './shop.ts';
import { memberAnswer, startInstallation, type Installation } from './stand-in.ts';

const TOKEN = 'apim_pat_0123456789abcdefghij';
const ENDED = 'apim_pat_ended6789abcdefghij0';
const logged: string[] = [];
let installation: Installation;
let admin: RunningServer;
let open: RunningServer;

const launch = (surface: 'admin' | 'public', redisUrl: string, changes: Record<string, string> = {}) => {
  const { supergraphSdl, publicSdl } = composeShop();
  return start(
    { ...installation.settings(0, surface, redisUrl), ...changes },
    {
      supergraphSdl: surface === 'admin' ? supergraphSdl : publicSdl,
      logDestination: { write: (line: string) => void logged.push(line) },
    },
  );
};

beforeAll(async () => {
  installation = await startInstallation();
  admin = await launch('admin', testServer('REDIS'));
  open = await launch('public', testServer('REDIS'));
});

beforeEach(() => {
  installation.answers.clear();
  installation.answers.set(TOKEN, memberAnswer('user-1', 'org-1'));
  installation.answers.set(ENDED, { status: 401, body: { code: 'TOKEN_EXPIRED' } });
  installation.shop.seen.length = 0;
});

afterAll(async () => {
  await Promise.all([admin?.stop(), open?.stop()]);
  await installation?.stop();
});

const me = (headers: Record<string, string> = {}, query = '{ me { id } }') =>
  ask(`${admin.url}/graphql`, query, { headers });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const seenActor = () =>
  decodeJwt(installation.shop.seen.at(-1)?.headers['x-apim-actor'] as string) as unknown as ActorClaims;

describe('a token', () => {
  it('becomes an actor that is signed for each subgraph over the exact body', async () => {
    expect((await me(bearer(TOKEN), '{ me { name reviews { text } } }')).status).toBe(200);
    const actors = installation.shop.seen.map(({ subgraph, headers }) => ({
      subgraph,
      ...decodeJwt(headers['x-apim-actor'] as string),
    }));
    expect(actors).toMatchObject([
      { subgraph: 'accounts', aud: 'accounts', sub: 'user-1', org: 'org-1', kind: 'user' },
      { subgraph: 'reviews', aud: 'reviews', sub: 'user-1', org: 'org-1', kind: 'user' },
    ]);
    const { headers, body } = installation.shop.seen[0]!;
    const verifier = createActorVerifier(installation.keys.trusted, 'accounts');
    expect(await verifier.verify(headers['x-apim-actor'] as string, body)).toBeDefined();
    expect(await verifier.verify(headers['x-apim-actor'] as string, `${body} `)).toBeUndefined();
  });

  it.each([
    ['that is unknown', 'Bearer apim_pat_unknown789abcdefghij', 'TOKEN_INVALID'],
    ['that has ended', `Bearer ${ENDED}`, 'TOKEN_EXPIRED'],
    ['of another form', 'Bearer eyJhbGciOiJub25lIn0.e30.', 'TOKEN_INVALID'],
    ['of another scheme', `Basic ${TOKEN}`, 'TOKEN_INVALID'],
  ])('%s answers 401 and reaches no subgraph', async (_name, authorization, code) => {
    const { status, errors } = await me({ authorization });
    expect(status).toBe(401);
    expect(errors?.[0]).toMatchObject({ extensions: { code, remedy: expect.any(String) } });
    expect(installation.shop.seen).toEqual([]);
  });

  it('is looked up once in 5 s and stops within 5 s of its revocation', async () => {
    const token = 'apim_pat_revoked789abcdefghij';
    installation.answers.set(token, memberAnswer('user-2', 'org-1'));
    const before = installation.asked.count;
    await Promise.all([me(bearer(token)), me(bearer(token)), me(bearer(token))]);
    expect((await me(bearer(token))).status).toBe(200);
    expect(installation.asked.count).toBe(before + 1);
    installation.answers.delete(token);
    const revokedAt = Date.now();
    while ((await me(bearer(token))).status !== 401) {
      expect(Date.now() - revokedAt).toBeLessThan(5_500);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });

  it('that was just created works within 1 s of having been refused', async () => {
    const token = 'apim_pat_created789abcdefghij';
    expect((await me(bearer(token))).status).toBe(401);
    installation.answers.set(token, memberAnswer('user-3', 'org-1'));
    await new Promise((resolve) => setTimeout(resolve, 1_050));
    expect((await me(bearer(token))).status).toBe(200);
  });

  it('appears in no log', async () => {
    await me(bearer(TOKEN));
    await me(bearer(ENDED));
    expect(logged.join('')).not.toMatch(/apim_pat_/);
  });
});

it('without a token or session the caller is anonymous', async () => {
  expect((await me()).data).toEqual({ me: { id: '1' } });
  expect(seenActor()).toMatchObject({ sub: 'anonymous', kind: 'anonymous', grants: [] });
});

it('identity headers from outside are dropped', async () => {
  const forged = {
    'x-apim-actor': 'forged',
    'x-consumer-id': 'forged',
    'x-consumer-username': 'forged',
    'x-credential-identifier': 'forged',
    'x-forwarded-user': 'forged',
    'x-user-id': 'forged',
    cookie: 'other=forged',
    forwarded: 'for=forged',
  };
  await me(forged);
  const { headers } = installation.shop.seen.at(-1)!;
  expect(JSON.stringify(headers)).not.toContain('forged');
  expect(seenActor().kind).toBe('anonymous');
  expect(Object.keys(headers).sort()).toEqual([
    'accept',
    'connection',
    'content-length',
    'content-type',
    'host',
    'x-apim-actor',
    'x-request-id',
  ]);
});

it('trace headers go through, and only well-formed ones', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const { headers } = await me({ traceparent, 'x-request-id': 'request-12345' });
  expect(headers.get('x-request-id')).toBe('request-12345');
  expect(installation.shop.seen.at(-1)?.headers).toMatchObject({
    traceparent,
    'x-request-id': 'request-12345',
  });
  await me({ traceparent: 'forged', 'x-request-id': 'a b' });
  expect(installation.shop.seen.at(-1)?.headers.traceparent).toBeUndefined();
  expect(installation.shop.seen.at(-1)?.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});

describe('the public surface', () => {
  it('serves what is tagged public and nothing else', async () => {
    const url = `${open.url}/graphql`;
    expect((await ask(url, '{ me { id name } }')).data).toEqual({ me: { id: '1', name: 'User 1' } });
    for (const query of [
      '{ me { email } }',
      '{ products { id } }',
      'mutation { rename(id: 1, name: "x") { id } }',
    ]) {
      const { data, errors } = await ask(url, query);
      expect([query, data, errors?.length]).toEqual([query, undefined, 1]);
    }
  });
});

describe('the size of a request', () => {
  const body = (bytes: number) =>
    JSON.stringify({ query: '{ me { id } }', variables: { padding: 'x'.repeat(bytes) } });
  const post = (
    server: RunningServer,
    bytes: number,
    headers: Record<string, string> = {},
    isChunked = false,
  ) =>
    fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      ...(isChunked
        ? { body: new Blob([body(bytes)]).stream(), duplex: 'half' as const }
        : { body: body(bytes) }),
    });

  it('is 1 MB for anonymous callers, announced or not', async () => {
    expect((await post(admin, 1_000_000)).status).toBe(200);
    const response = await post(admin, 1_200_000);
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] });
    // The connection may be closed before the client has sent everything.
    const status = await post(admin, 1_200_000, {}, true).then(
      (answer) => answer.status,
      () => 'cut off',
    );
    expect([413, 'cut off']).toContain(status);
    expect(installation.shop.seen).toHaveLength(1);
  });

  it('counts what comes out: a compressed body is not unpacked but refused', async () => {
    const packed = gzipSync(body(100_000_000));
    const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
    const response = await fetch(`${admin.url}/graphql`, { method: 'POST', headers, body: packed });
    expect(response.status).toBe(400);
    expect(installation.shop.seen).toEqual([]);
  });

  it('admits a document of 32 MB from a signed-in caller on the administration surface only', async () => {
    expect((await post(admin, 32_000_000, bearer(TOKEN))).status).toBe(200);
    expect((await post(open, 32_000_000, bearer(TOKEN))).status).toBe(413);
  });
});

describe('operations', () => {
  it('are healthy, ready while the managers answer, and measured', async () => {
    expect((await fetch(`${admin.url}/health`)).status).toBe(200);
    expect((await fetch(`${admin.url}/metrics`)).status).toBe(200);
    expect((await fetch(`${admin.url}/ready`)).status).toBe(200);
  });

  it('with the tenant manager away, a token answers MANAGER_UNAVAILABLE and anonymous callers are served', async () => {
    const urls = JSON.parse(installation.settings(0, 'admin', '').MANAGER_URLS ?? '') as Record<
      string,
      string
    >;
    const MANAGER_URLS = JSON.stringify({ ...urls, tenant: 'http://127.0.0.1:1' });
    const alone = await launch('admin', testServer('REDIS'), { MANAGER_URLS });
    try {
      const refused = await ask(`${alone.url}/graphql`, '{ me { id } }', { headers: bearer(TOKEN) });
      expect(refused.status).toBe(503);
      expect(refused.errors?.[0]?.extensions.code).toBe('MANAGER_UNAVAILABLE');
      expect((await ask(`${alone.url}/graphql`, '{ me { id } }')).status).toBe(200);
      expect((await fetch(`${alone.url}/ready`)).status).toBe(503);
      expect(logged.some((line) => line.includes('Managers that do not answer: tenant'))).toBe(true);
    } finally {
      await alone.stop();
    }
  });

  it('a port in use ends the start and leaves nothing running', async () => {
    await expect(
      launch('admin', testServer('REDIS'), { PORT: new URL(admin.url).port }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('settings that are missing or well known are named, never shown', async () => {
    await expect(start({ SURFACE: 'admin', BFF_CLIENT_SECRET: 'changeme' })).rejects.toThrow(
      /PORT is not set[\s\S]*BFF_CLIENT_SECRET/,
    );
  });
});
