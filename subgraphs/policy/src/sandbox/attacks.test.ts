import { cpuMs } from '@apim/sdk/test/cpu';
import { afterAll, describe, expect, it } from 'vitest';
import { policySource } from '../../test/policy-source.ts';
import { described, good, organization, preview, problems, sandbox } from '../../test/sandboxed.ts';

afterAll(() => sandbox.close());

describe('attack 40: the policy sandbox', () => {
  const attacks: [string, string, RegExp][] = [
    ['an endless loop', 'for (;;);', /more than/],
    ['an endless loop that catches', 'for (;;) { try { for (;;); } catch {} }', /more than/],
    ['endless recursion', '(function f() { f(); })();', /./],
    ['an array bomb', 'const a = []; for (;;) a.push(new Array(100000).fill(1));', /more than/],
    ['a giant string', 'let s = "x"; for (;;) s += s;', /./],
    ['a giant buffer', 'new ArrayBuffer(1e9);', /memory|invalid/],
    ['a catastrophic regular expression', '/^(a+)+$/.test("a".repeat(60) + "b");', /more than/],
    ['deep JSON', 'let o = []; for (let i = 0; i < 1e6; i += 1) o = [o]; return o;', /./],
    ['deep JSON to parse', 'JSON.parse("[".repeat(1e6));', /./],
    [
      'nested objects within the limit of size',
      'return JSON.parse("[".repeat(500) + "]".repeat(500));',
      /levels deep/,
    ],
    ['a giant answer', 'return { plugins: [], x: "x".repeat(2e6) };', /characters/],
    ['a promise', 'return Promise.resolve({ plugins: [], functions: [] });', /promise/],
    [
      'a constructor chain',
      'return { plugins: [], functions: [], x: (() => {}).constructor("return process")() };',
      /process/,
    ],
    [
      'a chain from an error',
      'try { null.x } catch (e) { return e.constructor.constructor("return globalThis.process.env")(); }',
      /./,
    ],
    ['an import', 'return require("node:fs");', /import @apim\/sdk and zod/],
    ['the clock', 'return Date.now();', /differs/],
    ['a new date', 'return new Date();', /differs/],
    ['chance', 'return Math.random();', /differs/],
    ['a proxy of answers', 'return new Proxy({}, { ownKeys: () => { for (;;); }, get: () => 1 });', /./],
    [
      'a proxy of plugins',
      'return { plugins: new Proxy([], { get: (t, k) => (k === "length" ? 1e9 : { name: "acl" }) }), functions: [] };',
      /./,
    ],
    [
      'a prototype',
      'return JSON.parse(\'{"plugins":[],"functions":[],"__proto__":{"polluted":true}}\');',
      /__proto__/,
    ],
    [
      'a constructor key',
      'return { plugins: [{ name: "acl", config: { constructor: { prototype: { polluted: true } } } }], functions: [] };',
      /a key (constructor|prototype)/,
    ],
    ['Lua', 'return { plugins: [], functions: [{ phase: "access", lua: "os.execute()" }] };', /never as Lua/],
    [
      'a function plugin',
      'return { plugins: [{ name: "pre-function", config: { access: ["os.execute()"] } }], functions: [] };',
      /plugins\[0\]\.name/,
    ],
    [
      'a log with Lua',
      'return { plugins: [{ name: "http-log", config: { custom_fields_by_lua: { a: "x" } } }], functions: [] };',
      /plugins\[0\]\.name/,
    ],
    [
      'a plugin that is not declared',
      'return { plugins: [{ name: "acl", config: { allow: ["all"] } }], functions: [] };',
      /kong\.plugins/,
    ],
    [
      'an unknown field',
      'return { plugins: [{ name: "response-transformer", config: { ad: {} } }], functions: [] };',
      /ad/,
    ],
    [
      'a wrong type',
      'return { plugins: [{ name: "response-transformer", config: { add: { headers: 5 } } }], functions: [] };',
      /plugins\[0\]\.config\.add\.headers/,
    ],
    [
      'a template of Lua',
      'return { plugins: [{ name: "response-transformer", config: { add: { headers: ["a:$(os.exit())"] } } }], functions: [] };',
      /runs as code/,
    ],
    [
      'a secret of the gateway',
      'return { plugins: [{ name: "response-transformer", config: { add: { headers: ["{vault://env/secret}"] } } }], functions: [] };',
      /secret/,
    ],
    ['trusted issuers', 'return { plugins: [], functions: [], trustedIssuers: [] };', /trustedIssuers/],
  ];

  const bodies = attacks.map(([name, body]) => `${JSON.stringify(name)}: () => { ${body} },`);
  const attacker = described(
    policySource(
      { compile: '({ name }) => attacks[name]?.() ?? { plugins: [], functions: [] }' },
      { before: `const attacks: any = {\n${bodies.join('\n')}\n};` },
    ),
  );

  it.each(attacks)('stops %s within 2 s, and the next policy works', async (name, body, message) => {
    expect(body).not.toBe('');
    const own = await attacker;
    const begun = cpuMs();
    const { diagnostics, steps } = await preview(own, { name });
    const attacked = cpuMs() - begun;
    expect(steps).toEqual([]);
    expect(diagnostics).toMatchObject([
      { severity: 'ERROR', code: 'POLICY_FAILED', attachmentId: 'preview' },
    ]);
    expect(diagnostics[0]?.message).toMatch(message);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect((await preview(own, {})).diagnostics).toEqual([]);
    // Less what two starts of the sandbox take on this machine: who was ended is left out of a second run.
    const start = cpuMs() - begun - attacked;
    expect(attacked - 2 * start).toBeLessThan(2_000);
  });

  it.each([
    ['the definition', policySource({}, { before: 'for (;;);' })],
    ['the definition, by a getter', policySource({ title: 'undefined, get title() { for (;;); }' })],
    [
      'a schema',
      policySource(
        {},
        {
          configuration:
            'z.object({ name: z.string().default("x").describe("x").refine(() => { for (;;); }) })',
        },
      ),
    ],
    ['the reading of a deep file', `${'('.repeat(50_000)}`],
    [
      'a type bomb in a handler',
      policySource({
        onRequest:
          '(ctx) => { type B<T, N extends unknown[] = []> = N["length"] extends 99999 ? N : B<T, [...N, T]>; const x: B<1> = 1 as never; ctx.log.info(`${x}`); }',
      }),
    ],
  ])('stops what takes for ever in %s', async (_, source) => {
    const begun = cpuMs();
    expect(await problems(source)).not.toEqual([]);
    expect(cpuMs() - begun).toBeLessThan(14_000);
    expect(await problems(good)).toEqual([]);
  });

  it('believes an answer that changes between two looks no more than once', async () => {
    const own = await described(
      policySource({
        kong: '{ plugins: ["acl", "response-transformer"], minimalVersion: "3.9.0" }',
        compile: `() => { let looks = 0; return { functions: [], get plugins() { looks += 1;
            return looks === 1 ? [{ name: "acl", config: { allow: ["a"] } }] : [{ name: "pre-function", config: {} }]; } }; }`,
      }),
    );
    expect((await preview(own, {})).steps).toMatchObject([
      { plugin: 'acl', configuration: { allow: ['a'] } },
    ]);
  });

  it('is not misled by a policy that replaces what is global', async () => {
    const own = await described(
      policySource(
        {},
        {
          before: 'JSON.stringify = () => "{}"; Object.hasOwn = () => true; Array.prototype.map = () => [];',
        },
      ),
    ).catch((error: Error) => error);
    expect(own).toSatisfy((value) => value instanceof Error || 'manifest' in (value as object));
    expect(await problems(good)).toEqual([]);
  });

  it('reports a loop in one policy, and not in the other that is compiled with it', async () => {
    const bad = await described(
      policySource({
        name: '"bad"',
        compile:
          '({ name }) => { if (name === "X-Attack") for (;;); return { plugins: [], functions: [] }; }',
      }),
    );
    const fine = await described(good);
    const attachment = (id: string, policy: string, configuration: unknown) => ({
      id,
      policy,
      version: '1.0.0',
      configuration,
      scope: { kind: 'api' as const, id: 'api' },
      order: 0,
      enabled: true,
    });
    const input = {
      api: { id: 'api', projectId: 'p', organizationId: 'o', basePath: '/', upstreamPath: '/' },
      operations: [],
      attachments: [attachment('one', 'greeting', {}), attachment('two', 'bad', { name: 'X-Attack' })],
    };
    const { plugins, diagnostics } = await sandbox.run(organization, { kind: 'compile', input }, [fine, bad]);
    expect(diagnostics).toMatchObject([{ code: 'POLICY_FAILED', attachmentId: 'two' }]);
    expect(plugins.map(({ name }) => name)).toEqual(['request-termination']);
  });
});

describe('attack 41: values of a policy', () => {
  it('reach Kong as data', async () => {
    const odd = `a]]"'\\$(x)\u0000`;
    const own = await described(
      policySource({
        onRequest: '(ctx, config) => { ctx.request.setHeader("X-A", config.name); }',
        compile: '() => ({ plugins: [], functions: [] })',
      }),
    );
    const { steps, diagnostics } = await preview(own, { name: odd });
    expect(diagnostics).toEqual([]);
    const [lua = ''] = steps.flatMap(({ configuration }) => Object.values(configuration).flat() as string[]);
    expect(lua).not.toContain(']]"');
  });
});
