import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixture, valuesOf, type Fixture, type Seen } from './support/client.ts';

type Pair = { publicKey: KeyObject; privateKey: KeyObject };
type Claims = Record<string, unknown>;

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const pem = ({ publicKey }: Pair): string => publicKey.export({ type: 'spki', format: 'pem' }) as string;

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const curves = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' } as const;
const pairs: Record<string, Pair> = {
  ...Object.fromEntries(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((name) => [name, rsa])),
  ...Object.fromEntries(
    Object.entries(curves).map(([name, namedCurve]) => [name, generateKeyPairSync('ec', { namedCurve })]),
  ),
  EdDSA: generateKeyPairSync('ed25519'),
};

function signatureOf(algorithm: string, text: string, secret: string): Buffer {
  const digest = `sha${algorithm.slice(-3)}`;
  const key = pairs[algorithm]?.privateKey;
  if (!key) return createHmac(digest, secret).update(text).digest();
  if (algorithm === 'EdDSA') return sign(null, Buffer.from(text), key);
  if (algorithm.startsWith('ES')) return sign(digest, Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return sign(digest, Buffer.from(text), algorithm.startsWith('PS') ? { key, padding: 6 } : key);
}

function token(algorithm: string, claims: Claims, secret = 'top', header: Claims = {}): string {
  const text = `${encode({ alg: algorithm, typ: 'JWT', ...header })}.${encode(claims)}`;
  return `${text}.${signatureOf(algorithm, text, secret).toString('base64url')}`;
}

const algorithms = ['HS256', 'HS384', 'HS512', ...Object.keys(pairs)];

describe('jwt', () => {
  let fixture: Fixture;
  const call = (path: string, text?: string, init: RequestInit = {}): Promise<Response> =>
    fixture.proxy(path, {
      ...init,
      headers: { ...(text === undefined ? {} : { authorization: `Bearer ${text}` }), ...init.headers },
    });
  const status = async (path: string, text?: string): Promise<number> => (await call(path, text)).status;
  const place = async (route: string, config: object): Promise<void> => {
    await fixture.admin('PUT', `/routes/${route}`, { paths: [`/${route}`], service: { name: 's' } });
    await fixture.admin('POST', `/routes/${route}/plugins`, { name: 'jwt', config });
  };

  beforeAll(async () => {
    fixture = await startFixture();
    const { admin } = fixture;
    await admin('PUT', '/services/s', { url: fixture.upstreamUrl });
    await admin('PUT', '/consumers/alice', {});
    await admin('PUT', '/consumers/guest', {});
    for (const algorithm of algorithms) {
      const pair = pairs[algorithm];
      const own = pair ? { rsa_public_key: pem(pair) } : { secret: 'top' };
      const made = await admin('POST', '/consumers/alice/jwt', { key: algorithm, algorithm, ...own });
      expect(made.status).toBe(201);
    }
    await place('plain', {});
    await place('open', { anonymous: 'guest' });
    await place('exact', { claims_to_verify: ['exp'], maximum_expiration: 60 });
    await place('base64', { secret_is_base64: true });
    await place('told', {});
    await admin('POST', '/routes/told/plugins', {
      name: 'post-function',
      config: {
        access: [
          'kong.service.request.set_header("X-Token", kong.ctx.shared.authenticated_jwt_token); kong.ctx.shared.other = 1',
        ],
      },
    });
  });
  afterAll(() => fixture.close());

  it.each(algorithms)('%s: a genuine token passes, a changed one does not', async (algorithm) => {
    const text = token(algorithm, { iss: algorithm });
    expect(await status('/plain', text)).toBe(200);
    const [head, , signature] = text.split('.');
    expect(await status('/plain', `${head}.${encode({ iss: algorithm, admin: true })}.${signature}`)).toBe(
      401,
    );
  });

  it.each(algorithms)('%s: no other algorithm stands in for it', async (algorithm) => {
    for (const other of algorithms) {
      if (other === algorithm) continue;
      expect(await status('/plain', token(other, { iss: algorithm }))).toBe(401);
    }
  });

  it('attack 26: none, in any case, answers 401', async () => {
    for (const alg of ['none', 'None', 'NONE', '', 'toString', '__proto__', 'constructor']) {
      for (const iss of ['HS256', 'RS256'])
        expect(await status('/plain', `${encode({ alg })}.${encode({ iss })}.`)).toBe(401);
    }
  });

  it('attack 26: the public key as an HMAC secret answers 401', async () => {
    for (const iss of ['RS256', 'ES256', 'EdDSA', 'PS256']) {
      const key = pairs[iss];
      if (!key) throw new Error('no key');
      for (const alg of ['HS256', 'HS384', 'HS512'])
        expect(await status('/plain', token(alg, { iss }, pem(key)))).toBe(401);
      const text = `${encode({ alg: iss })}.${encode({ iss })}`;
      const forged = createHmac('sha256', pem(key)).update(text).digest('base64url');
      expect(await status('/plain', `${text}.${forged}`)).not.toBe(200);
    }
  });

  it('attack 26: a key inside of the token, or a path as kid, answers 401', async () => {
    const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const header = {
      alg: 'RS256',
      jwk: own.publicKey.export({ format: 'jwk' }),
      kid: '../../../../dev/null',
      jku: 'http://127.0.0.1:1/keys',
      x5u: 'http://127.0.0.1:1/keys',
    };
    const text = `${encode(header)}.${encode({ iss: 'RS256' })}`;
    const forged = sign('sha256', Buffer.from(text), own.privateKey).toString('base64url');
    expect(await status('/plain', `${text}.${forged}`)).toBe(401);
    await place('by-kid', { key_claim_name: 'kid' });
    for (const kid of ['../../../../dev/null', '/etc/passwd', "' OR 1=1 --", '__proto__', 'constructor'])
      expect(await status('/by-kid', token('HS256', {}, '', { kid }))).toBe(401);
    expect(await status('/by-kid', token('HS256', {}, 'top', { kid: 'HS256' }))).toBe(200);
  });

  it('an issuer that nobody registered, or that is no text, does not pass', async () => {
    expect(await status('/plain', token('HS256', { iss: 'nobody' }))).toBe(401);
    for (const iss of [1, true, null, ['HS256'], { a: 1 }])
      expect(await status('/plain', token('HS256', { iss }))).not.toBe(200);
    for (const claims of ['null', '1', '"HS256"', '[]', '[1]', '{'])
      expect(
        await status('/plain', `${encode({ alg: 'HS256' })}.${Buffer.from(claims).toString('base64url')}.AA`),
      ).toBe(401);
  });

  it('a signature of the wrong length is an error of the gateway, as in Kong, and passes nobody', async () => {
    const text = token('ES256', { iss: 'ES256' }).replace(/[^.]+$/, 'AAAA');
    expect(await status('/plain', text)).toBe(500);
    expect(await status('/open', text)).toBe(500);
  });

  it('who has no token, or a bad one, is the anonymous consumer where there is one', async () => {
    for (const text of [undefined, 'x.y.z', token('HS256', { iss: 'HS256' }, 'wrong')]) {
      const seen = (await (await call('/open', text)).json()) as Seen;
      expect(valuesOf(seen, 'x-consumer-username')).toEqual(['guest']);
      expect(valuesOf(seen, 'x-anonymous-consumer')).toEqual(['true']);
    }
  });

  it("a caller's own identity headers do not reach the upstream", async () => {
    const response = await call('/plain', token('HS256', { iss: 'HS256' }), {
      headers: {
        'X-Consumer-Username': 'root',
        'X-Consumer-Custom-ID': 'root',
        'X-Anonymous-Consumer': 'true',
        'X-Credential-Identifier': 'root',
      },
    });
    const seen = (await response.json()) as Seen;
    expect(valuesOf(seen, 'x-consumer-username')).toEqual(['alice']);
    expect(valuesOf(seen, 'x-credential-identifier')).toEqual(['HS256']);
    expect([...valuesOf(seen, 'x-consumer-custom-id'), ...valuesOf(seen, 'x-anonymous-consumer')]).toEqual(
      [],
    );
  });

  it('function plugins read the token that was accepted', async () => {
    const text = token('HS256', { iss: 'HS256' });
    const seen = (await (await call('/told', text)).json()) as Seen;
    expect(valuesOf(seen, 'x-token')).toEqual([text]);
  });

  it('a token without an end, or with too late a one, does not pass where the end is limited', async () => {
    const now = Math.floor(Date.now() / 1000);
    for (const exp of [undefined, now - 1, now + 3600, '9', null])
      expect(await status('/exact', token('HS256', { iss: 'HS256', exp }))).toBe(401);
    expect(await status('/exact', token('HS256', { iss: 'HS256', exp: now + 50 }))).toBe(200);
  });

  it('secret_is_base64 decodes the secret of a credential, and leaves public keys alone', async () => {
    const secret = Buffer.from('raw secret').toString('base64url');
    await fixture.admin('POST', '/consumers/alice/jwt', { key: 'encoded', secret });
    expect(await status('/base64', token('HS256', { iss: 'encoded' }, 'raw secret'))).toBe(200);
    expect(await status('/base64', token('HS256', { iss: 'encoded' }, secret))).toBe(401);
    expect(await status('/base64', token('RS256', { iss: 'RS256' }))).toBe(200);
  });

  it('a token of 1 MB is refused, in a header or a query, and the next request is served', async () => {
    const long = token('HS256', { iss: 'HS256', fill: 'a'.repeat(1_000_000) });
    for (const send of [() => call('/plain', long), () => call(`/plain?jwt=${long}`)]) {
      const answered = await send().then(
        ({ status: code }) => code,
        () => 0,
      );
      expect(answered === 0 || answered >= 400).toBe(true);
    }
    expect(await status('/plain', token('HS256', { iss: 'HS256' }))).toBe(200);
  });

  it('headers that are full of spaces or dots take no time', async () => {
    const begun = performance.now();
    for (const text of [' '.repeat(10_000), '.'.repeat(20_000), `a${' '.repeat(9000)}.b.c`])
      expect(await status('/plain', text)).toBe(401);
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  it('a configuration and a credential that contradict themselves are refused', async () => {
    const limit = await fixture.admin('POST', '/plugins', {
      name: 'jwt',
      config: { maximum_expiration: 60, claims_to_verify: ['nbf'] },
    });
    expect(limit).toMatchObject({
      status: 400,
      body: { fields: { config: { claims_to_verify: 'expected to contain: exp' } } },
    });
    for (const config of [{ claims_to_verify: ['iss'] }, { maximum_expiration: -1 }, { unknown: 1 }])
      expect((await fixture.admin('POST', '/plugins', { name: 'jwt', config })).status).toBe(400);
    for (const credential of [
      { algorithm: 'none' },
      { algorithm: 'RS256' },
      { algorithm: 'RS256', rsa_public_key: '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----' },
    ])
      expect((await fixture.admin('POST', '/consumers/alice/jwt', credential)).status).toBe(400);
  });
});
