import { createHash, createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpTime } from '../src/plugins/hmac-date.ts';
import { readSignature } from '../src/plugins/hmac-signature.ts';
import { startFixture, valuesOf, type Fixture, type Seen } from './support/client.ts';

const signed = (text: string, headers: string, algorithm = 'hmac-sha256'): string => {
  const value = createHmac(algorithm.slice(5), 'secret').update(text).digest('base64');
  return `hmac username="alice", algorithm="${algorithm}", headers="${headers}", signature="${value}"`;
};

describe('hmac-auth', () => {
  let fixture: Fixture;
  const date = new Date().toUTCString();
  const valid = signed(`x-date: ${date}`, 'x-date');
  const get = (path: string, headers: Record<string, string>, init: RequestInit = {}): Promise<Response> =>
    fixture.proxy(path, { ...init, headers: { 'x-date': date, ...headers } });

  beforeAll(async () => {
    fixture = await startFixture();
    const { admin } = fixture;
    await admin('PUT', '/services/s', { url: fixture.upstreamUrl });
    await admin('PUT', '/consumers/alice', {});
    await admin('PUT', '/consumers/guest', {});
    await admin('POST', '/consumers/alice/hmac-auth', { username: 'alice', secret: 'secret' });
    for (const [route, config] of Object.entries({
      plain: {},
      hidden: { hide_credentials: true },
      open: { anonymous: 'guest' },
      body: { validate_request_body: true },
      strict: { enforce_headers: ['x-date', 'host'], algorithms: ['hmac-sha512'] },
    })) {
      await admin('PUT', `/routes/${route}`, { paths: [`/${route}`], service: { name: 's' } });
      await admin('POST', `/routes/${route}/plugins`, { name: 'hmac-auth', config });
    }
  });
  afterAll(() => fixture.close());

  it('hides the header that was read, and tells who signed', async () => {
    for (const header of ['authorization', 'proxy-authorization']) {
      const seen = (await (await get('/hidden', { [header]: valid })).json()) as Seen;
      expect(valuesOf(seen, header)).toEqual([]);
      expect(valuesOf(seen, 'x-consumer-username')).toEqual(['alice']);
    }
  });

  it('lets others pass as the anonymous consumer', async () => {
    const seen = (await (await get('/open', { authorization: 'hmac x' })).json()) as Seen;
    expect(valuesOf(seen, 'x-consumer-username')).toEqual(['guest']);
  });

  it('holds the body to the digest that was signed', async () => {
    const body = '{"a":1}';
    const digest = `SHA-256=${createHash('sha256').update(body).digest('base64')}`;
    const authorization = signed(`x-date: ${date}\ndigest: ${digest}`, 'x-date digest');
    const send = async (text: string): Promise<number> =>
      (await get('/body', { authorization, digest }, { method: 'POST', body: text })).status;
    expect([await send(body), await send('{"a":2}'), await send('')]).toEqual([200, 401, 401]);
  });

  it('asks for every header and algorithm that is enforced', async () => {
    const { host } = new URL(fixture.emulator.proxyUrl);
    const text = `x-date: ${date}\nhost: ${host}`;
    const status = async (authorization: string): Promise<number> =>
      (await get('/strict', { authorization })).status;
    expect(await status(signed(text, 'x-date host', 'hmac-sha512'))).toBe(200);
    expect(await status(signed(`x-date: ${date}`, 'x-date', 'hmac-sha512'))).toBe(401);
    expect(await status(signed(text, 'x-date host'))).toBe(401);
  });

  it('takes no time over a hostile header', async () => {
    const parts = ['", algorithm="x', '", headers="x', '", signature="'].map((part) => part.repeat(300));
    const begun = performance.now();
    for (const header of [
      `hmac username="a${parts.join('')}`,
      `hmac username="a${(parts[1] ?? '') + (parts[0] ?? '')}`,
      'hmac username="'.repeat(1000),
      '"'.repeat(20_000),
      `hmac${' '.repeat(20_000)}`,
    ])
      expect((await get('/plain', { authorization: header })).status).toBe(401);
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  it('reads values as far as they reach', () => {
    expect(
      readSignature('Hmac username="a", algorithm="b", algorithm="c",headers="d e", signature="f"" trailing'),
    ).toEqual({ username: 'a", algorithm="b', algorithm: 'c', headers: ['d', 'e'], value: 'f"' });
    for (const text of ['hmac username="", algorithm="b", headers="c", signature="d"', 'hmac foo', ''])
      expect(readSignature(text)).toBeUndefined();
  });

  it('reads the three dates of HTTP and no others', () => {
    const at = Date.parse('1994-11-06T08:49:37Z') / 1000;
    for (const text of [
      'Sun, 06 Nov 1994 08:49:37 GMT',
      'Sunday, 06-Nov-94 08:49:37 GMT',
      'Sun Nov  6 08:49:37 1994',
    ])
      expect(httpTime(text)).toBe(at);
    for (const text of ['1994-11-06', '784111777', 'Sun, 99 Nov 1994 08:49:37 GMT', '', 'now'])
      expect(httpTime(text)).toBeUndefined();
  });

  it('does not accept a configuration with another algorithm or no skew', async () => {
    for (const config of [{ algorithms: ['hmac-md5'] }, { clock_skew: 0 }])
      expect((await fixture.admin('POST', '/plugins', { name: 'hmac-auth', config })).status).toBe(400);
  });
});
