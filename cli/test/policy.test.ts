import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '@apim/kong-emulator/emulator';
import { parse } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, shell } from './installation.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'apim-policy-'));
  expect((await apim('policy init hello-there')).code).toBe(0);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The command from a folder outside of the checkout, without a platform. */
const apim = (rest: string) =>
  shell(`cd ${folder} && ${process.execPath} ${root}/cli/bin/apim.mjs ${rest}`, {
    APIM_URL: '',
    APIM_TOKEN: '',
  });

const file = (name: string) => join(folder, 'hello-there', name);

/** Runs with one file of the policy changed, then has it as it was. */
async function changed(name: string, change: (text: string) => string, rest: string) {
  const text = await readFile(file(name), 'utf8');
  await writeFile(file(name), change(text));
  const outcome = await apim(rest);
  await writeFile(file(name), text);
  return outcome;
}

const replace = (from: string | RegExp, to: string) => (text: string) => {
  const replaced = text.replace(from, to);
  expect(replaced).not.toBe(text);
  return replaced;
};

describe('a policy that apim policy init wrote', () => {
  it('is right as it stands, wherever its folder is', async () => {
    const { stdout, stderr, code } = await apim('policy check hello-there --json');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: true,
      manifest: { name: 'hello-there', version: '1.0.0', handlers: ['onRequest', 'onResponse'] },
    });
  });

  it('has a test that passes, and that fails once the policy does something else', async () => {
    const good = await apim('policy test hello-there');
    expect(good.stdout).toContain('pass 1');
    expect(good.code).toBe(0);
    const bad = await changed('policy.ts', replace("'X-Greeting'", "'X-Other'"), 'policy test hello-there');
    expect(bad.code).toBe(1);
    expect(bad.stderr).toContain('A test of the policy failed.');
  });

  it.each([
    ['policy.ts', 'config.greeting', 'config.greting', /policy\.ts:26:\d+ .*greting/],
    ['policy.ts', 'config.greeting', 'eval("1")', /policy\.ts:26:\d+ /],
    ['policy.ts', "from 'zod'", "from 'node:fs'", /policy\.ts:2:\d+ node:fs cannot be imported/],
    ['policy.ts', "'1.0.0'", "'one'", /policy\.ts:\d+:\d+ .*must look like/],
    ['policy.ts', ".describe('Sent to the service in X-Greeting.')", '', /description/],
    ['policy.ts', "greeting: 'welcome'", "greeting: ''", /policy\.ts:\d+:\d+ example 1/],
    ['policy.ts', 'export default', '(() => { for (;;); })(); export default', /policy\.ts:.* more than/],
    ['policy.ts', /[^]*/, 'export const a = 1;\n', /defines no policy/],
    [
      'package.json',
      '1.0.0',
      '9.9.9',
      /package\.json:1:1 version is "9\.9\.9", but policy\.ts says "1\.0\.0"/,
    ],
    ['policy.test.ts', "'/orders'", '5', /policy\.test\.ts:\d+:\d+ .*number/],
  ] as const)('is refused with place and remedy: %s without %s', async (name, from, to, message) => {
    const { stderr, code } = await changed(name, replace(from, to), 'policy check hello-there');
    expect(stderr).toMatch(message);
    expect(stderr).toContain('→');
    expect(code).toBe(1);
  });

  it.each([
    ['policy init hello-there', /is not empty/],
    ['policy init Bad_Name', /kebab-case/],
    ['policy init rate-limit', /The library has a policy rate-limit/],
    ['policy check nowhere', /There is no policy\.ts/],
    ['policy test nowhere', /There is no policy\.ts/],
    ['policy deprecate hello-there 1.0.0', /--instead/],
  ])('is told how it is used: apim %s', async (rest, message) => {
    const { stderr, code } = await apim(rest);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  it('is told which field of package.json is wrong', async () => {
    const odd = await changed('package.json', () => '{"name": 5}', 'policy check hello-there');
    expect(odd).toMatchObject({ code: 2, stderr: expect.stringContaining('name and version is missing') });
    const broken = await changed('package.json', () => '{', 'policy check hello-there');
    expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining('is no JSON') });
  });
});

describe('apim compile', () => {
  const compile = async (content: string, options = '') => {
    await writeFile(join(folder, 'shop.yaml'), content);
    return apim(`compile shop.yaml ${options}`);
  };
  const api = (rest = '') => `
api:
  name: orders
  basePath: /shop
  upstreamUrl: http://orders.example/v1
  operations: [{ method: GET, path: /orders }, { method: POST, path: /orders }]
${rest}`;

  it('writes Kong’s declarative format, own policies included, the same each time', async () => {
    const content = api(`attachments:
  - { policy: rate-limit, configuration: { minute: 10 } }
  - { policy: hello-there, operation: GET /orders, configuration: { greeting: "]] $(x)" } }
policies: [hello-there]`);
    const { stdout, stderr, code } = await compile(content);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const written = parse(stdout) as Record<string, { name: string; route?: string; service?: string }[]>;
    expect(written).toMatchObject({
      _format_version: '3.0',
      services: [{ host: 'orders.example', port: 80 }],
      routes: [{}, {}],
    });
    const names = written['plugins']?.map(({ name, route, service }) => [
      name,
      route ? 'route' : service ? 'service' : 'global',
    ]);
    expect(names).toContainEqual(['rate-limiting', 'service']);
    expect(names).toContainEqual(['post-function', 'route']);
    expect(names).toContainEqual(['pre-function', 'global']);
    expect((await compile(content)).stdout).toBe(stdout);
    expect(JSON.parse((await compile(content, '--json')).stdout)).toEqual(written);
  });

  it('writes what a gateway without a database takes and serves', async () => {
    const seen: (string | undefined)[] = [];
    const upstream = createServer(({ headers }, response) => {
      seen.push(headers['x-greeting'] as string | undefined);
      response.end('ok');
    });
    await new Promise<void>((ready) => upstream.listen(14_590, '127.0.0.1', ready));
    const emulator = await startEmulator({
      proxyPort: 14_591,
      adminPort: 14_592,
      luaRequires: ['kong.tools.sha256'],
    });
    try {
      const { stdout } = await compile(
        api(`attachments:
  - { policy: hello-there, operation: GET /orders, configuration: { greeting: "]] $(x)" } }
  - { policy: api-key, operation: POST /orders }
policies: [hello-there/policy.ts]`).replace('orders.example', '127.0.0.1:14590'),
      );
      const taken = await fetch(`${emulator.adminUrl}/config`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ config: stdout }),
      });
      expect({ status: taken.status, body: await taken.text() }).toMatchObject({ status: 201 });
      const answer = await fetch(`${emulator.proxyUrl}/shop/orders`);
      expect([answer.status, answer.headers.get('x-greeted'), seen]).toEqual([200, 'yes', [']] $(x)']]);
      expect((await fetch(`${emulator.proxyUrl}/shop/orders`, { method: 'POST' })).status).toBe(401);
    } finally {
      await emulator.close();
      upstream.closeAllConnections();
      upstream.close();
    }
  });

  it('reads the operations of an OpenAPI document', async () => {
    const { stdout, code } = await compile(
      `api: { name: orders, openapi: ${root}/cli/samples/orders.openapi.yaml }`,
    );
    expect(code).toBe(0);
    expect((parse(stdout) as { routes: unknown[] }).routes).toHaveLength(2);
  });

  it.each([
    ['not YAML', 'a: [1', /is neither YAML nor JSON/],
    ['another shape', 'api: { name: X }\nelse: 1', /\[INVALID_INPUT api\.name\]/],
    ['an unknown policy', api('attachments: [{ policy: nothing }]'), /\[POLICY_UNKNOWN attachments\[0\]\]/],
    [
      'a wrong setting',
      api('attachments: [{ policy: rate-limit, configuration: { minute: -1 } }]'),
      /attachments\[0\]\.configuration\.minute/,
    ],
    [
      'an unknown operation',
      api('attachments: [{ policy: rate-limit, operation: GET /x }]'),
      /it has GET \/orders, POST \/orders/,
    ],
    [
      'two that cannot hold together',
      api(
        'attachments: [{ policy: api-key, configuration: { realm: a } }, { policy: api-key, configuration: { realm: b } }]',
      ),
      /POLICY_CONFLICT/,
    ],
    ['a document that is none', `api: { name: a, openapi: ${root}/package.json }`, /DOCUMENT_NOT_OPENAPI/],
    [
      'aliases without end',
      `a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]`,
      /alias/i,
    ],
  ])('writes nothing and says why: %s', async (_, content, message) => {
    const { stdout, stderr, code } = await compile(content);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
    expect(code).toBe(1);
  });

  it('ends with 2 where there is no such file', async () => {
    expect((await apim('compile nowhere.yaml')).code).toBe(2);
  });
});
