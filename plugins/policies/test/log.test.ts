import { parseConfiguration, type Policy } from '@apim/sdk';
import { luaEngines, luaGlobals, sandboxGlobals } from '@apim/sdk/test/lua';
import { describe, expect, it } from 'vitest';
import { logFile } from '../src/log-file.ts';
import { logHttp } from '../src/log-http.ts';
import { logTcp } from '../src/log-tcp.ts';
import { logUdp } from '../src/log-udp.ts';
import { compiled, issues } from './configuration.ts';

const tcp = { host: 'logs.example.com', port: 5170 };
const http = { endpoint: 'https://logs.example.com/in', replacesUsage: true };
const all: [string, Policy, object][] = [
  ['log-file', logFile as unknown as Policy, {}],
  ['log-http', logHttp as unknown as Policy, http],
  ['log-tcp', logTcp as unknown as Policy, tcp],
  ['log-udp', logUdp as unknown as Policy, tcp],
];

interface LogConfig {
  custom_fields_by_lua: Record<string, string>;
}
const codeOf = (policy: Policy, configuration: object) =>
  (compiled(policy, configuration).plugins[0]?.config as unknown as LogConfig).custom_fields_by_lua;

/** What the expressions give for a request that holds a secret wherever one can be, as Lua source of the table. */
const program = (code: Record<string, string>) => `
local secrets = { authorization = "secret", cookie = "secret", ["x-api-key"] = "secret", ["user-agent"] = "curl" }
local kong = {
  request = {
    get_header = function(name) return secrets[string.lower(name)] end,
    get_query_arg = function(name) return ({ page = "2", token = "secret" })[name] end,
    get_path = function() return "/orders" end,
  },
  response = { get_header = function(name) return ({ ["content-type"] = "text/plain", ["set-cookie"] = "secret" })[string.lower(name)] end },
}
local function show(value)
  if type(value) ~= "table" then return tostring(value) end
  local keys = {}
  for key in pairs(value) do keys[#keys + 1] = key end
  table.sort(keys)
  for i, key in ipairs(keys) do keys[i] = key .. "=" .. tostring(value[key]) end
  return "{" .. table.concat(keys, ",") .. "}"
end
return table.concat({
${Object.entries(code)
  .map(([key, lua]) => `"${key}: " .. show((function() ${lua} end)())`)
  .join(',\n')}
}, "\\n")`;

describe.each(all)('%s', (_name, policy, base) => {
  it('always says what an entry holds, in code that the sandbox of Kong admits', () => {
    for (const configuration of [base, { ...base, consumer: false, requestHeaders: ['User-Agent'] }]) {
      const code = codeOf(policy, configuration);
      expect(Object.keys(code)).toEqual(
        expect.arrayContaining(['request.headers', 'request.querystring', 'request.uri', 'request.url']),
      );
      expect(Object.keys(code)).toEqual(
        expect.arrayContaining(['upstream_uri', 'response.headers', 'labels', 'authenticated_entity']),
      );
      for (const lua of Object.values(code)) {
        expect(luaGlobals(lua).filter((global) => !sandboxGlobals.has(global))).toEqual([]);
      }
    }
  });

  it.each([
    ...[
      'Authorization',
      'proxy-authorization',
      'Cookie',
      'Set-Cookie',
      'X-API-Key',
      'apikey',
      'X-Auth-Token',
    ],
    ...['x_access_token', 'accessToken', 'client_secret', 'X-Hub-Signature', 'code', 'password'],
  ])('attack 38: %s reaches no log', (name) => {
    for (const field of ['requestHeaders', 'responseHeaders', 'queryParameters']) {
      expect(issues(policy, { ...base, [field]: ['a', name] })).toEqual([
        `${field}[1]: names a secret, which no log may hold; remove it`,
      ]);
    }
  });

  it.each(['a"]]', 'a\nb', '$(x)', '', 'a b', 'é', 'x'.repeat(101)])('attack 41: %j is no name', (name) => {
    for (const field of ['requestHeaders', 'responseHeaders', 'queryParameters']) {
      expect(issues(policy, { ...base, [field]: [name] })).toEqual([
        expect.stringContaining(`${field}[0]: must be a name`),
      ]);
    }
    expect(issues(policy, { ...base, labels: [{ name, value: 'x' }] })[0]).toMatch(/^labels\[0\].name: /);
  });
});

for (const { name, present, run } of luaEngines) {
  describe.skipIf(!present)(`a log entry in ${name}`, () => {
    it('attack 38: holds what is listed and no secret', async () => {
      const entry = await run(
        program(
          codeOf(logTcp as unknown as Policy, {
            ...tcp,
            requestHeaders: ['User-Agent', 'X-Absent'],
            maskedHeaders: ['Authorization', 'X-API-Key', 'X-Absent-Key'],
            responseHeaders: ['Content-Type'],
            queryParameters: ['page'],
            clientAddress: false,
            consumer: false,
          }),
        ),
      );
      expect(entry).not.toContain('secret');
      expect(entry.split('\n').sort()).toEqual([
        'authenticated_entity: nil',
        'client_ip: nil',
        'consumer: nil',
        'labels: nil',
        'request.headers: {authorization=***,user-agent=curl,x-api-key=***}',
        'request.querystring: {page=2}',
        'request.uri: /orders',
        'request.url: nil',
        'response.headers: {content-type=text/plain}',
        'upstream_uri: nil',
      ]);
    });

    it.each([']] .. os.exit() --', '"\\', '$(kong.db)', 'a\nb\u001b[31m', '{vault://env/x}', 'é😀'])(
      'attack 41: the label %j is data',
      async (value) => {
        const code = codeOf(logTcp as unknown as Policy, { ...tcp, labels: [{ name: 'x', value }] });
        expect(await run(program({ labels: code.labels ?? '' }))).toBe(`labels: {x=${value}}`);
      },
    );
  });
}

describe('where a log goes', () => {
  it.each([
    ...['127.1', '0x7f.0.0.1', '0177.0.0.1', '2130706433', '0', '0.0.0.0', '169.254.169.254', '169.254.1.1'],
    ...[
      'fe80::1',
      '::',
      'fd00:ec2::254',
      '100.100.100.200',
      '::ffff:169.254.169.254',
      '224.0.0.1',
      'ff02::1',
    ],
    ...['64:ff9b::a9fe:a9fe', '2002:a9fe:a9fe::1', 'metadata.google.internal', 'a_.b-', 'LOGS.test', 'a b'],
    ...['logs.test/x', 'u@logs.test', 'logs.test:80', '[::1]', '-a.test', 'a..test', '', 'é.test', 'a\nb'],
  ])('attack 20: the host %j is refused', (host) => {
    expect(issues(logTcp, { ...tcp, host })[0]).toMatch(/^host: /);
    expect(issues(logUdp, { ...tcp, host })[0]).toMatch(/^host: /);
  });

  it.each([
    ...[
      'http://169.254.169.254/',
      'http://[fe80::1]/',
      'http://0x7f.1/',
      'http://127.1/',
      'http://2130706433',
    ],
    ...['http://metadata.google.internal/computeMetadata', 'http://[::ffff:169.254.169.254]/', 'http://0/'],
    ...[
      'ftp://logs.test',
      'file:///etc/passwd',
      'logs.test',
      '//logs.test',
      'http://',
      'https://u:p@logs.test',
    ],
    ...['http://logs.test\\@10.0.0.1', 'http://logs.test\r\nHost: x', '{vault://env/kong-pg-password}'],
    ...['http://{vault://env/x}', 'http://logs.test/#x', 'http://LOGS.test', 'http://logs.test:99999999'],
  ])('attack 20: the address %j is refused', (endpoint) => {
    expect(issues(logHttp, { ...http, endpoint })[0]).toMatch(/^endpoint: /);
  });

  it.each([
    'logs.test',
    'fluent-bit.logging.svc',
    '10.0.0.1',
    '127.0.0.1',
    '::1',
    '2606:2800::1',
    '203.0.113.9',
  ])('the host %s is admitted, and named to whoever checks addresses', (host) => {
    const configuration = parseConfiguration(logTcp, { ...tcp, host });
    const log = logTcp.upstreams?.(configuration)['log'] ?? '';
    const { hostname, port } = new URL(log);
    expect(hostname.replace(/^\[(.*)\]$/, '$1')).toBe(host);
    expect(port).toBe('5170');
  });

  it('an endpoint is named with its path and query left out', () => {
    const configuration = parseConfiguration(logHttp, { ...http, endpoint: 'https://logs.test:8443/a?b=c' });
    expect(logHttp.upstreams?.(configuration)).toEqual({ log: 'https://logs.test:8443' });
  });

  it.each(['/etc/passwd', '../x', 'a/b', 'a.log', 'A', '', '-a', 'x'.repeat(51), 'a\nb', '%s', '`id`'])(
    'a file is never named %j',
    (file) => {
      expect(issues(logFile, { to: 'file', file })).toEqual([
        expect.stringMatching(/^file: must be 1 to 50/),
      ]);
    },
  );

  it('files of two projects never meet, and all are in one folder', () => {
    expect(compiled(logFile, { to: 'file', file: 'orders' }).plugins[0]?.config).toMatchObject({
      path: '/var/log/apim/P1-orders.log',
      reopen: true,
    });
    expect(compiled(logFile, {}).plugins[0]?.config).toMatchObject({ path: '/dev/stdout', reopen: false });
    expect(issues(logFile, { file: 'orders' })).toEqual(['file: belongs to "file": give both or neither']);
    expect(issues(logFile, { to: 'file' })).toEqual(['file: belongs to "file": give both or neither']);
  });
});

describe('log-http', () => {
  it('nobody gives up the platform’s usage log without saying so', () => {
    for (const replacesUsage of [undefined, false, 'true']) {
      expect(issues(logHttp, { ...http, replacesUsage })).toEqual([
        expect.stringMatching(/^replacesUsage: must be true: Kong OSS runs one http-log/),
      ]);
    }
  });

  it.each(['{vault://env/kong-pg-password}', 'a\r\nX: 1', ' a', 'a ', '', 'é'])(
    'attack 41: the header value %j is refused',
    (value) => {
      expect(issues(logHttp, { ...http, headers: [{ name: 'X-Token', value }] })[0]).toMatch(
        /^headers\[0\].value: /,
      );
    },
  );

  it.each(['Host', 'content-type', 'Content-Length', 'Transfer-Encoding', 'X:Y', 'User-Agent', ''])(
    'the header %j stays the gateway’s own',
    (name) => {
      expect(issues(logHttp, { ...http, headers: [{ name, value: 'x' }] })[0]).toMatch(
        /^headers\[0\].name: /,
      );
    },
  );
});

it('TLS settings come with TLS', () => {
  expect(issues(logTcp, { ...tcp, serverName: 'logs.test' })).toEqual([
    'serverName: has no meaning without tls; set tls or remove it',
  ]);
  expect(compiled(logTcp, { ...tcp, tls: true, serverName: 'logs.test' }).plugins[0]?.config).toMatchObject({
    tls: true,
    tls_sni: 'logs.test',
  });
});
