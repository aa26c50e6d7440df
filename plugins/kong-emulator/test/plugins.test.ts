import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixture, type Fixture } from './support/client.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('what the recordings of plugins leave open', () => {
  let fixture: Fixture;

  const place = async (path: string, name: string, config: object): Promise<void> => {
    const route = path.slice(1);
    await fixture.admin('PUT', `/routes/${route}`, { paths: [path], service: { name: 's' } });
    await fixture.admin('POST', `/routes/${route}/plugins`, { name, config });
  };
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fixture.proxy(path, { headers });

  beforeAll(async () => {
    fixture = await startFixture({});
    await fixture.admin('PUT', '/services/s', { url: fixture.upstreamUrl });
  });
  afterAll(() => fixture.close());

  it('request-size-limiting asks for a length where none can be told', async () => {
    await place('/length', 'request-size-limiting', { require_content_length: true });
    expect((await get('/length')).status).toBe(411);
  });

  it('bot-detection reads a long User-Agent in no time', async () => {
    await place('/bots', 'bot-detection', {});
    const begun = performance.now();
    expect((await get('/bots', { 'user-agent': 'Google Yahoo MSIE 1.1; '.repeat(600) })).status).toBe(200);
    expect(performance.now() - begun).toBeLessThan(1000);
    expect((await get('/bots', { 'user-agent': 'CUBOT NOTE' })).status).toBe(200);
  });

  it('cors holds a pattern of origins to the whole origin, and a host pattern to the host', async () => {
    await place('/cors', 'cors', { origins: ['^https://.*\\.good\\.test', 'any\\.test'] });
    const named = async (origin: string): Promise<string | null> =>
      (await get('/cors', { origin })).headers.get('access-control-allow-origin');
    expect(await named('https://a.good.test')).toBe('https://a.good.test');
    expect(await named('https://a.good.test.evil')).toBeNull();
    expect(await named('http://any.test:80')).toBe('http://any.test');
    expect(await named('http://many.test')).toBeNull();
  });

  it('basic-auth tells a password with a colon and refuses what is no base64', async () => {
    await place('/basic', 'basic-auth', { hide_credentials: true });
    await fixture.admin('PUT', '/consumers/carol', {});
    await fixture.admin('POST', '/consumers/carol/basic-auth', { username: 'carol', password: 'a:b' });
    const status = async (authorization: string): Promise<number> =>
      (await get('/basic', { authorization })).status;
    expect(await status(`Basic ${base64('carol:a:b')}`)).toBe(200);
    expect(await status(`Basic ${base64('carol:a')}`)).toBe(401);
    expect(await status(`Basic ${base64('carol:a:b').replace('=', '!')}-`)).toBe(401);
    const seen = await (await get('/basic', { authorization: `Basic ${base64('carol:a:b')}` })).text();
    expect(seen).not.toContain(base64('carol:a:b'));
  });

  it('response-transformer leaves alone what is no object of JSON', async () => {
    await place('/plain', 'response-transformer', { add: { json: ['a:1'] } });
    expect(await (await get('/plain/plain')).text()).toBe('plain body from upstream\n');
  });

  it('response-ratelimiting shows every window of a limit, and refuses a longer one that allows less', async () => {
    const create = (video: object): ReturnType<Fixture['admin']> =>
      fixture.admin('POST', '/plugins', { name: 'response-ratelimiting', config: { limits: { video } } });
    const refused = await create({ minute: 3, hour: 1 });
    expect(refused).toMatchObject({ status: 400, body: { name: 'schema violation' } });
    const made = await create({ minute: 3 });
    expect(made).toMatchObject({
      status: 201,
      body: { config: { limits: { video: { minute: 3, hour: null } } } },
    });
  });
});
