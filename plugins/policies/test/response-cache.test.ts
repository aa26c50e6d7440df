import type { CompiledPolicy } from '@apim/sdk';
import { luaLiteral } from '@apim/sdk';
import { luaChunk } from '@apim/sdk/lua/chunk';
import { luaEngines } from '@apim/sdk/test/lua';
import { describe, expect, it } from 'vitest';
import { responseCache } from '../src/response-cache.ts';
import { compiled, issues } from './configuration.ts';

interface Call {
  path?: string;
  query?: string;
  args?: Record<string, string | string[]>;
  headers?: Record<string, string>;
}

/** The keys that calls get, with what is hashed in the clear; requests set up once, as in a worker. */
function keysOf(policy: CompiledPolicy, calls: Call[]): string {
  const [early, access] = policy.functions;
  const requests = calls.map(({ path = '/a', query = '', args = {}, headers = {} }) => ({
    path,
    query,
    args,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        `http_${name.toLowerCase().replaceAll('-', '_')}`,
        value,
      ]),
    ),
  }));
  return `
local call, sent, cleared, keys = nil, {}, {}, {}
local ngx = { var = setmetatable({}, { __index = function(_, name) return call.headers[name] end }) }
ngx.encode_base64 = function(text) return text end
ngx.sha1_bin = function(text) return text end
local kong = {
  request = {
    get_raw_path = function() return call.path end,
    get_raw_query = function() return call.query end,
    get_query = function() return call.args end,
  },
  service = { request = {
    set_header = function(name, value) sent[name] = value end,
    clear_header = function(name) cleared[#cleared + 1] = name end,
  } },
}
local early = (function() ${early ? luaChunk('test', early) : ''} end)()
local access = (function() ${access ? luaChunk('test', access) : ''} end)()
for _, one in ipairs(${luaLiteral(requests)}) do
  call, sent, cleared = one, { ["x-apim-cache-key"] = "forged" }, {}
  early()
  keys[#keys + 1] = sent["x-apim-cache-key"]
  access()
end
keys[#keys + 1] = table.concat(cleared, ",")
return table.concat(keys, "\\n")`;
}

for (const { name, present, run } of luaEngines) {
  describe.skipIf(!present)(`response cache in ${name}`, () => {
    const keys = async (configuration: object, ...calls: Call[]) =>
      (await run(keysOf(compiled(responseCache, configuration), calls))).split('\n').slice(0, -1);

    it('no caller gets what another one’s token or cookie was answered', async () => {
      const found = await keys(
        {},
        {},
        { headers: { Authorization: 'Bearer a' } },
        { headers: { Authorization: 'Bearer b' } },
        { headers: { Authorization: 'Bearer a, Bearer b' } },
        { headers: { Cookie: 'Bearer a' } },
        { headers: { Authorization: 'Bearer a', Cookie: 'b' } },
      );
      expect(new Set(found).size).toBe(6);
    });

    it('only when it is told so answers are the same for everybody', async () => {
      const calls: Call[] = [{ headers: { Authorization: 'a' } }, { headers: { Authorization: 'b' } }];
      expect(new Set(await keys({ sameForAll: true }, ...calls)).size).toBe(1);
      const language: Call[] = [
        { headers: { 'Accept-Language': 'de' } },
        { headers: { 'Accept-Language': 'en' } },
      ];
      expect(
        new Set(await keys({ sameForAll: true, varyHeaders: ['Accept-Language'] }, ...language)).size,
      ).toBe(2);
    });

    it('no request can be made to match another one’s key', async () => {
      const odd: Call[] = [
        { query: 'a=1&b=2' },
        { query: 'a=1:b=2' },
        { query: 'a=1%3Ab=2' },
        { path: '/a?a=1', query: 'b=2' },
        { path: '/a', query: '', headers: { Authorization: '1:a' } },
        { path: '/a', query: '#1', headers: {} },
        { headers: { Authorization: '#1', Cookie: '' } },
        { headers: { Cookie: '#1' } },
      ];
      expect(new Set(await keys({}, ...odd)).size).toBe(odd.length);
      const listed: Call[] = [
        { args: { a: '1', b: '2' } },
        { args: { a: '1:b=2' } },
        { args: { a: ['1', '2'] } },
        { args: { a: '1,2' } },
        { args: { b: '1' } },
        { args: {}, query: `x&`.repeat(800) },
      ];
      expect(new Set(await keys({ queryParameters: ['a', 'b'] }, ...listed)).size).toBe(listed.length);
    });

    it('a listed parameter counts, any other does not, and neither does their order', async () => {
      const calls: Call[] = [
        { query: 'page=1&x=1', args: { page: '1', x: '1' } },
        { query: 'x=2&page=1', args: { x: '2', page: '1' } },
      ];
      expect(new Set(await keys({ queryParameters: ['page'] }, ...calls)).size).toBe(1);
    });

    it('the upstream sends what every client can read, and never sees the key', async () => {
      const text = await run(keysOf(compiled(responseCache, {}), [{}]));
      expect(text.split('\n').at(-1)).toBe('Accept-Encoding,x-apim-cache-key');
    });
  });
}

describe('response cache', () => {
  const config = (configuration: object) => compiled(responseCache, configuration).plugins;

  it('keeps answers to GET alone, as the key does not hold a body', () => {
    expect(config({})[0]?.config).toMatchObject({
      request_method: ['GET'],
      vary_headers: ['x-apim-cache-key'],
    });
    expect(issues(responseCache, { methods: ['POST'] })).toEqual([expect.stringContaining('methods: ')]);
  });

  it('no cookie of one client is handed to another', () => {
    expect(config({})[1]).toEqual({
      name: 'response-transformer',
      config: { remove: { headers: ['Set-Cookie'] } },
    });
  });

  it('the upstream decides unless a time is given, and no key is shown', () => {
    expect(config({})[0]?.config).toMatchObject({ cache_control: true });
    expect(config({ ttlSeconds: 5, showStatus: false })[0]?.config).toMatchObject({
      cache_control: false,
      cache_ttl: 5,
      response_headers: { age: false, 'X-Cache-Status': false, 'X-Cache-Key': false },
    });
  });

  it.each([
    [{ statuses: [200, 206] }, 'statuses: must not hold 206'],
    [{ statuses: [99] }, 'statuses[0]: '],
    [{ contentTypes: ['*/*'] }, 'contentTypes[0]: must be a media type'],
    [{ contentTypes: ['text/html; charset=utf-8'] }, 'contentTypes[0]: must be a media type'],
    [{ ttlSeconds: 0 }, 'ttlSeconds: '],
    [{ varyHeaders: ['X\r\n'] }, 'varyHeaders[0]: must be a header name'],
    [{ varyHeaders: ['x-apim-cache-key'] }, 'varyHeaders[0]: is the gateway’s own'],
    [{ queryParameters: ['a=b'] }, 'queryParameters[0]: must be the name'],
    [{ queryParameters: [] }, 'queryParameters: '],
  ])('%j is refused', (configuration, message) => {
    expect(issues(responseCache, configuration)).toEqual([expect.stringContaining(message)]);
  });
});
