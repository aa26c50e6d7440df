import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixture, valuesOf, type Fixture, type Seen } from './support/client.ts';
import { exchangeRaw } from './support/raw-http.ts';

const key = 'apim_key_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG';
const digest = createHash('sha256').update(key).digest('hex');

/** A platform's guard: keys are digested ahead of key-auth, forged headers and odd Connection lines end here. */
const guard = `
local sha256 = require("kong.tools.sha256").sha256_hex
local allowed = { ["close"] = true, ["keep-alive"] = true, ["upgrade"] = true, ["te"] = true, ["http2-settings"] = true }
return function()
  local connection = kong.request.get_headers(1000)["connection"]
  for _, line in ipairs(type(connection) == "table" and connection or { connection }) do
    for name in line:gmatch("[^,%s]+") do
      if not allowed[name:lower()] then return kong.response.exit(400, { message = "Connection names " .. name }) end
    end
  end
  local request = kong.service.request
  request.clear_header("X-Consumer-Username")
  request.clear_header("x-digest")
  kong.response.set_header("X-Guard", "1")
  local presented = kong.request.get_headers(1000)["x-api-key"]
  if presented == nil then return end
  request.clear_header("X-API-Key")
  if type(presented) == "string" then request.set_header("x-digest", sha256(presented)) end
end`;

const raw = (fixture: Fixture, lines: string[]): Promise<{ status: number }> =>
  exchangeRaw(Number(new URL(fixture.emulator.proxyUrl).port), Buffer.from([...lines, '', ''].join('\r\n')));

describe('facts that the platform counts on', () => {
  let fixture: Fixture;

  beforeAll(async () => {
    fixture = await startFixture({ luaRequires: ['kong.tools.sha256'] });
    const { admin } = fixture;
    await admin('PUT', '/services/s', { url: fixture.upstreamUrl });
    await admin('PUT', '/routes/keyed', { paths: ['/keyed'], service: { name: 's' } });
    await admin('PUT', '/routes/open', { paths: ['/open'], service: { name: 's' } });
    await admin('PUT', '/routes/own', { paths: ['/own'], service: { name: 's' } });
    await admin('POST', '/plugins', { name: 'pre-function', config: { rewrite: [guard] } });
    await admin('POST', '/routes/own/plugins', {
      name: 'pre-function',
      config: { access: ['kong.service.request.set_header("X-Own", "1")'] },
    });
    for (const route of ['keyed', 'own']) {
      await admin('POST', `/routes/${route}/plugins`, {
        name: 'key-auth',
        config: { key_names: ['x-digest'], key_in_query: false, hide_credentials: true },
      });
    }
    await admin('PUT', '/consumers/alice', { custom_id: 'a' });
    await admin('PUT', '/consumers/bob', {});
    await admin('POST', '/consumers/alice/key-auth', { key: digest });
  });
  afterAll(() => fixture.close());

  it("a global pre-function's rewrite runs on 404s too", async () => {
    const response = await fixture.proxy('/nowhere');
    expect([response.status, response.headers.get('x-guard')]).toEqual([404, '1']);
  });

  it('a key whose digest is stored passes, and reaches the upstream under no name', async () => {
    const response = await fixture.proxy('/keyed', { headers: { 'X-API-Key': key } });
    expect(response.status).toBe(200);
    const seen = (await response.json()) as Seen;
    expect(valuesOf(seen, 'x-consumer-username')).toEqual(['alice']);
    expect([...valuesOf(seen, 'x-api-key'), ...valuesOf(seen, 'x-digest')]).toEqual([]);
  });

  it('the global rewrite also runs where a route has its own pre-function', async () => {
    const response = await fixture.proxy('/own', { headers: { 'X-API-Key': key } });
    const seen = (await response.json()) as Seen;
    expect([response.status, valuesOf(seen, 'x-own')]).toEqual([200, ['1']]);
  });

  it.each([
    ['an unknown key', { 'X-API-Key': `${key}x` }],
    ['the digest as a key', { 'X-API-Key': digest }],
    ['the digest in the internal header', { 'x-digest': digest }],
    ['no key', {}],
  ])('%s answers 401', async (_what, headers) => {
    const response = await fixture.proxy('/keyed', { headers: headers as Record<string, string> });
    expect(response.status).toBe(401);
  });

  it('the same header twice and a key in the query answer 401', async () => {
    const twice = await raw(fixture, [
      'GET /keyed HTTP/1.1',
      'Host: x',
      `X-API-Key: ${key}`,
      `X-API-Key: ${key}`,
    ]);
    const query = await fixture.proxy(`/keyed?x-digest=${digest}&X-API-Key=${key}`);
    expect([twice.status, query.status]).toEqual([401, 401]);
  });

  it('over 100 headers hide nothing from the guard', async () => {
    const filler = Array.from({ length: 300 }, (_item, index) => `X-F${index}: 1`);
    const answer = await raw(fixture, [
      'GET /open HTTP/1.1',
      'Host: x',
      ...filler,
      'Connection: X-Consumer-ID',
    ]);
    expect(answer.status).toBe(400);
  });

  it.each(['Content-Length', 'X-Consumer-ID', 'close, x-digest'])(
    'Connection: %s answers 400',
    async (line) => {
      const answer = await raw(fixture, ['GET /open HTTP/1.1', 'Host: x', `Connection: ${line}`]);
      expect(answer.status).toBe(400);
    },
  );

  it.each(['keep-alive', 'close', 'TE', 'Upgrade'])('Connection: %s passes', async (line) => {
    const answer = await raw(fixture, ['GET /open HTTP/1.1', 'Host: x', `Connection: ${line}`]);
    expect(answer.status).toBe(200);
  });

  it('a consumer header that a client forged is gone behind the guard', async () => {
    const response = await fixture.proxy('/open', { headers: { 'X-Consumer-Username': 'root' } });
    expect(valuesOf((await response.json()) as Seen, 'x-consumer-username')).toEqual([]);
  });

  it('of one name a consumer outranks a route, and a disabled instance falls back', async () => {
    const { admin, proxy } = fixture;
    const place = { name: 'request-transformer', config: { add: { headers: ['X-From:route'] } } };
    const own = { name: 'request-transformer', config: { add: { headers: ['X-From:consumer'] } } };
    const onRoute = await admin('POST', '/routes/keyed/plugins', place);
    const onConsumer = await admin('POST', '/consumers/alice/plugins', own);
    const from = async (): Promise<string[]> => {
      const response = await proxy('/keyed', { headers: { 'X-API-Key': key } });
      return valuesOf((await response.json()) as Seen, 'x-from');
    };
    expect(await from()).toEqual(['consumer']);
    await admin('PATCH', `/plugins/${String(onConsumer.body.id)}`, { enabled: false });
    expect(await from()).toEqual(['route']);
    await admin('DELETE', `/plugins/${String(onRoute.body.id)}`);
    expect(await from()).toEqual([]);
  });

  it('a revoked key is refused at once', async () => {
    await fixture.admin('DELETE', `/consumers/alice/key-auth/${digest}`);
    const response = await fixture.proxy('/keyed', { headers: { 'X-API-Key': key } });
    expect(response.status).toBe(401);
  });

  it('an endless loop ends with 500, also inside of pcall, and the next request is served', async () => {
    const { admin, proxy } = fixture;
    await admin('PUT', '/routes/loop', { paths: ['/loop'], service: { name: 's' } });
    await admin('POST', '/routes/loop/plugins', {
      name: 'post-function',
      config: { access: ['while true do pcall(function() while true do end end) end'] },
    });
    expect((await proxy('/loop')).status).toBe(500);
    expect((await proxy('/open')).status).toBe(200);
  });
});
