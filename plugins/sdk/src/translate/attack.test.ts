import { cpuMs } from '../../test/cpu.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type Gateway } from '../../test/gateway.ts';
import { luaEngines, luaGlobals, sandboxGlobals } from '../../test/lua.ts';
import { bodiesProgram, probeSource, translate, translatedPolicy, withheld } from '../../test/translated.ts';
import { compilePolicy } from '../compile-policy.ts';
import { luaChunk } from '../lua/chunk.ts';

/** Handlers that would never end, or never stop to grow. */
const bombs: Record<string, string> = {
  'an endless while': 'while (true) { }',
  'an endless for': 'for (;;) { }',
  'an endless do': 'do { } while (true);',
  'an array that grows under its own loop': 'const a = [1]; for (const x of a) a.push(x); return a;',
  'recursion without end': 'return forever(1);',
  'recursion that catches its end':
    'const again = (): number => { try { return again(); } catch { return again(); } }; return again();',
  'a loop that catches its end': 'for (;;) { try { for (;;) { } } catch { } }',
  'a text that doubles': "let s = 'x'; for (let i = 0; i < 100; i++) s += s; return s;",
  'a text that doubles in a template': "let s = 'x'; for (let i = 0; i < 100; i++) s = `${s}${s}`; return s;",
  'a repeat': "return 'x'.repeat(1e9);",
  'a pad': "return 'x'.padStart(1e9, 'ab');",
  'a replacement that grows':
    "let s = 'x'; for (let i = 0; i < 100; i++) s = s.replaceAll('x', 'xx'); return s;",
  'a join that grows': "let s = 'x'; for (let i = 0; i < 100; i++) s = [s, s].join(''); return s;",
  'an array that doubles': 'let a = [1]; for (let i = 0; i < 100; i++) a = [...a, ...a]; return a;',
  'an array that doubles by concat': 'let a = [1]; for (let i = 0; i < 100; i++) a = a.concat(a); return a;',
  'an object that grows':
    'const o: Record<string, number> = {}; for (let i = 0; i >= 0; i++) o[`k${i}`] = i; return o;',
  'JSON of JSON':
    'let s = ctx.json.stringify(body); for (let i = 0; i < 100; i++) s = ctx.json.stringify([s, s]); return s;',
  'hashing in a loop':
    "const s = 'x'.repeat(100000); let n = 0; while (n >= 0) { n += ctx.hash.sha256(s).length; } return n;",
  'sorting in a loop': 'const a = [3, 1, 2]; for (;;) a.sort((x, y) => x - y);',
  'a budget of NaN':
    "const s = 'x'.padStart(Number('x')).repeat(Number('x')); [1].slice(Number('x')); [1].at(Number('x')); for (;;) ctx.text.start(s, Number('x'));",
  'a long text in a longer one': "return 'a'.repeat(4000000).includes('a'.repeat(2000000) + 'b');",
  'a replacement that repeats the text': 'return "a".repeat(1000000).replace("a", "$\'".repeat(1000));',
  'separators alone': "return ','.repeat(8000000).split(',');",
  'splitting in a loop': "const s = 'a,'.repeat(10000); for (;;) s.split(',');",
};
const forever = 'function forever(n: number): number { return forever(n + 1) + 1; }';

for (const engine of luaEngines) {
  describe.skipIf(!engine.present)(`a bomb withholds the answer in ${engine.name}`, () => {
    it.each(Object.entries(bombs))('%s', async (_name, code) => {
      const program = bodiesProgram([{ source: probeSource(code, forever), body: '{"x":1}' }]);
      const start = cpuMs();
      expect(await engine.run(program)).toBe(withheld);
      expect(cpuMs() - start).toBeLessThan(2000);
    });
  });
}

describe('on a gateway', () => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await startGateway();
  });
  afterAll(() => gateway.close());

  const request = (code: string, module = ''): string =>
    probeSource('return body;', module).replace(
      'onResponseBody(ctx, config, body) {\nreturn body;',
      `onRequest(ctx, config) {\n${code}`,
    );

  it('a bomb in a request is answered with 500 at once, logged, and never reaches the upstream', async () => {
    await gateway.use(translatedPolicy(request('for (;;) { }')));
    gateway.seen.length = 0;
    const start = cpuMs();
    const response = await gateway.fetch('/');
    expect([response.status, await response.json()]).toEqual([500, { message: 'The policy probe failed' }]);
    expect(cpuMs() - start).toBeLessThan(500);
    expect(gateway.seen).toEqual([]);
    expect(gateway.logs.join('\n')).toContain(
      'policy probe failed: it used up its budget of steps or memory',
    );
  });

  it('an error of onResponse withholds status, type and body', async () => {
    const source = probeSource('return body;').replace(
      'onResponseBody(ctx, config, body) {\nreturn body;',
      "onResponse(ctx) {\nthrow new Error('x');",
    );
    await gateway.use(translatedPolicy(source));
    gateway.answer = { headers: { 'Content-Type': 'text/plain', ETag: '"1"' }, body: 'secret' };
    const response = await gateway.fetch('/');
    expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([
      502,
      null,
      withheld,
    ]);
    gateway.answer = { body: '{}' };
  });

  it('respond ends a handler that catches everything', async () => {
    await gateway.use(
      translatedPolicy(
        request(
          "try { ctx.respond(418, 'tea'); } catch { } finally { ctx.log.info('no'); } ctx.respond(200);",
        ),
      ),
    );
    const response = await gateway.fetch('/');
    expect([response.status, await response.text()]).toEqual([418, 'tea']);
  });

  it('nothing survives a request', async () => {
    const code =
      "const list = [1]; list.push(2); ctx.request.setHeader('x-n', `${list.length}`); ctx.request.setHeader('x-state', ctx.state.get('k') === undefined ? 'none' : 'kept'); ctx.state.set('k', 1);";
    await gateway.use(translatedPolicy(request(code)));
    for (let i = 0; i < 3; i += 1) await gateway.fetch('/');
    expect(gateway.seen.slice(-3).map(({ headers }) => [headers['x-n'], headers['x-state']])).toEqual(
      Array(3).fill(['2', 'none']),
    );
  });
});

describe('configuration and constants', () => {
  it.each([
    ['a member', "config.name = 'x';"],
    ['an element', "config.list[0] = 'x';"],
    ['a method', "config.list.push('x');"],
    ['a deep member', 'config.deep.n = 1;'],
    ['delete', "delete config.map['a'];"],
    ['a constant', 'fixed.n = 2;'],
    ['an element of a constant', 'table.push(2);'],
  ])('are refused to change by %s', (_name, code) => {
    const schema =
      'z.object({ name: z.string(), list: z.array(z.string()), deep: z.object({ n: z.number() }), map: z.record(z.string(), z.string()) })';
    const result = translate(
      probeSource(`${code} return body;`, 'const fixed = { n: 1 }; const table = [1];', schema),
    );
    expect(result).toMatchObject({ diagnostics: [{ line: 9 - 1 + 1 }] });
  });

  for (const engine of luaEngines) {
    it.skipIf(!engine.present)(`cannot be changed through another name in ${engine.name}`, async () => {
      const module =
        'const fixed = { n: 1 };\nfunction change(o: { n: number }): void { o.n = 2; }\nfunction put(o: Record<string, Json>): void { ctxless(o); }\nfunction ctxless(o: Record<string, Json>): void { delete o.n; }';
      const schema = 'z.object({ deep: z.object({ n: z.number() }) })';
      const caught = (code: string): string =>
        `try { ${code} } catch { return ['refused', fixed.n, config.deep.n]; } return 'changed';`;
      const probes = ['change(fixed);', 'change(config.deep);', 'put(config.deep);'].map((code) => ({
        source: probeSource(caught(code), module, schema),
        body: '{}',
        config: { deep: { n: 7 } },
      }));
      expect((await engine.run(bodiesProgram(probes))).split('\u0001')).toEqual(
        probes.map(() => '["refused",1,7]'),
      );
    });
  }
});

describe('attack 41: hostile values are data', () => {
  const hostile = [
    ']]',
    ']==]',
    '"',
    "'",
    '\\',
    '\\"',
    '$(os.exit())',
    '"..os.exit().."',
    '\n',
    '\r\n',
    '\0',
    '--',
    ']] .. error() --',
    '${x}',
    '\u2028',
    '😀',
  ];
  const source = probeSource(
    'return [[...config.values], Object.keys(config.map), [...fixed]];',
    `const fixed = ${JSON.stringify(hostile)};`,
    'z.object({ values: z.array(z.string()), map: z.record(z.string(), z.string()) })',
  );
  const config = { values: hostile, map: Object.fromEntries(hostile.map((text) => [text, text])) };
  for (const engine of luaEngines) {
    it.skipIf(!engine.present)(`in ${engine.name}`, async () => {
      const result = await engine.run(bodiesProgram([{ source, body: '{}', config }]));
      expect(JSON.parse(result)).toEqual([hostile, Object.keys(config.map), hostile]);
    });
  }
});

describe('emitted Lua', () => {
  const source = probeSource(
    "ctx.log.info(ctx.hash.sha256('x')); return [1, ...[2]].map((x) => `${x}`.toUpperCase());",
  );
  it('is the same each time', () => expect(translate(source)).toEqual(translate(`${source}`)));
  it('uses nothing of Lua that a handler should not, and of the sandbox only what is there', () => {
    const { functions } = compilePolicy(
      translatedPolicy(source),
      {},
      { api: { id: 'A', projectId: 'P', organizationId: 'O' } },
    );
    for (const fragment of functions) {
      const globals = luaGlobals(luaChunk('x', fragment));
      expect(globals.filter((name) => !sandboxGlobals.has(name) && name !== 'require')).toEqual([]);
    }
  });
  it('cannot be reached by names: a handler that names Lua finds nothing', () => {
    const result = translate(probeSource('return [kong, ngx, _G, require].length;'));
    const told = 'diagnostics' in result ? result.diagnostics.map((item) => item.message) : [];
    expect(told).toEqual(
      ['kong', 'ngx', '_G', 'require'].map((name) => `${name} does not exist on the gateway`),
    );
  });
});
