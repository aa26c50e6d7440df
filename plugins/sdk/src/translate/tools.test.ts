import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type Gateway } from '../../test/gateway.ts';
import { luaEngines } from '../../test/lua.ts';
import {
  bodiesProgram,
  bodyInNode,
  loadPolicy,
  probeSource,
  translatedPolicy,
} from '../../test/translated.ts';
import { runHandlers } from '../node-runtime/run-handlers.ts';

/** A policy that answers with what its code gives. */
const answering = (code: string): string =>
  probeSource('return body;').replace(
    'onResponseBody(ctx, config, body) {\nreturn body;',
    () => `onRequest(ctx) {\nconst given: Json = (() => { ${code} })();\nreturn ctx.respond(200, [given]);`,
  );

const tools: Record<string, string> = {
  digests:
    "return ['', 'abc', 'né€😀', 'x'.repeat(55), 'x'.repeat(56), 'x'.repeat(64), 'y'.repeat(200)].map((t) => [ctx.hash.sha1(t), ctx.hash.sha256(t), ctx.hash.md5(t), ctx.hash.crc32(t)]);",
  'keyed digests':
    "return ['', 'k', 'k'.repeat(64), 'k'.repeat(65)].map((k) => [ctx.hash.hmacSha1(k, 'text'), ctx.hash.hmacSha256(k, 'text'), ctx.hash.hmacSha256(k, '')]);",
  time: 'return [0, 951782400, 1709164799, 1709208000, 4102444800, 253402300799, 86399.9, 1600000000].map((s) => [ctx.time.iso(s), ctx.time.httpDate(s)]);',
  'times that are none':
    "return [-1, 253402300800, Number('x')].map((s) => { try { return ctx.time.iso(s); } catch { return 'refused'; } });",
  text: "return ['', 'abc', 'né€😀x'].map((t) => [ctx.text.length(t), ctx.text.start(t, 3), ctx.text.end(t, 2), ctx.text.start(t, 0), ctx.text.end(t, 1.9), ctx.text.start(t, 99), ctx.text.base64(t)]);",
  'base64 back':
    "return ['', 'YWJj', 'bsOp4oKs', 'bsOp4oKs8J-YgA', '8J+YgA==', 'YQ', 'YQ=', 'Y', '!', 'gA==', '7aCA', 'YWJj\\n', 'YW=Jj'].map((t) => ctx.text.fromBase64(t) ?? 'none');",
  patterns:
    "return [ctx.re.test('Abc', '^[a-z]+$'), ctx.re.test('Abc', '(?i)^[a-z]+$'), ctx.re.match('v12.3', '^v([0-9]+)(?:[.]([0-9]+))?([.]x)?$') ?? [], ctx.re.match('x', 'y') ?? 'none', ctx.re.replace('a-b-c', '-', '$1%0$&'), ctx.re.replace('né😀é', 'é', ''), ctx.re.replace('abc', 'x*', '-')];",
  'paths get':
    "const v = ctx.json.parse('{\"items\":[{\"id\":1,\"t\":[1,2]},{\"id\":2}],\"odd name\":{\"x\":null},\"e\":[]}') ?? null; return ['items.id', 'items[1].id', '$.items[*].t[1]', \"['odd name'].x\", 'no', 'e[0]', 'items[9].id', '$', '$.*'].map((p) => ctx.json.get(v, p) ?? 'none');",
  'paths set':
    "const v = ctx.json.parse('{\"items\":[{\"id\":1.10},{}],\"o\":{\"a\":1}}') ?? null; return [ctx.json.set(v, 'items.id', 7), ctx.json.set(v, 'o.b', [1]), ctx.json.set(v, 'x.y', 1), ctx.json.set(v, 'items[5]', 1), ctx.json.set(v, '$', 1), ctx.json.set(v, 'o.*', null), v];",
  'paths remove':
    'const v = ctx.json.parse(\'{"l":[1,2,3],"o":{"a":1,"b":2},"k":[{"z":1},{"z":2}]}\') ?? null; return [ctx.json.remove(v, \'l[1]\'), ctx.json.remove(v, \'l[*]\'), ctx.json.remove(v, \'o.a\'), ctx.json.remove(v, \'k.z\'), ctx.json.remove(v, \'no\'), v];',
  'JSON that is none':
    "return ['', '{', '[1,]', 'NaN', '{\"a\":1}x', '\\ufeff{}', '01'].map((t) => (ctx.json.parse(t) === undefined ? 'none' : 'read'));",
  state:
    "ctx.state.set('a', { n: [1, null] }); const one = ctx.state.get('a'); if (ctx.json.isObject(one)) one.n = 2; return [ctx.state.get('a') ?? 0, ctx.state.get('b') ?? 'none'];",
};

describe.each([
  ['with SHA-256 of the gateway', ['kong.tools.sha256']],
  ['with SHA-256 in Lua', []],
])('the tools of a handler give on a gateway what they give in Node, %s', (_name, requires) => {
  let gateway: Gateway;
  beforeAll(async () => {
    gateway = await startGateway(requires);
  });
  afterAll(() => gateway.close());

  it.each(Object.entries(tools))('%s', async (_tool, code) => {
    const source = answering(code);
    await gateway.use(translatedPolicy(source));
    const inNode = runHandlers(loadPolicy(source), { config: {}, now: 1_700_000_000_123 });
    expect(inNode.response.status).toBe(200);
    expect(await (await gateway.fetch('/')).text()).toBe(inNode.response.body);
  });
});

for (const engine of luaEngines) {
  describe.skipIf(!engine.present)(`values in ${engine.name}`, () => {
    it('JSON is written as Node writes it, whatever the document', async () => {
      const documents = [
        ...fc.sample(fc.json({ maxDepth: 5 }), { numRuns: 100, seed: 1 }),
        '{"b":1.10,"a":12345678901234567890,"2":1,"1":2,"a":-0}',
        '[1E+2,1e400,-0.0,0.1,100000000000000000000000]',
        String.raw`"\ud800\u0041\/"`,
      ];
      const probes = documents.map((body) => ({ source: probeSource('return body;'), body }));
      const results = (await engine.run(bodiesProgram(probes.slice(0, 40)))).split('\u0001');
      const rest = (await engine.run(bodiesProgram(probes.slice(40)))).split('\u0001');
      expect([...results, ...rest]).toEqual(probes.map(({ source, body }) => bodyInNode(source, body)));
    });

    it('numbers have the text that JavaScript gives them', async () => {
      const numbers = [
        ...fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), { numRuns: 300, seed: 2 }),
        ...fc.sample(fc.integer(), { numRuns: 50, seed: 3 }),
        ...[1e21, 1e-6, 1e-7, 123e-20, 2 ** 53, 0.1 + 0.2, -0, 5e-324],
      ];
      const body = JSON.stringify(numbers);
      const source = probeSource(
        "return ctx.json.isArray(body) ? body.map((n) => (typeof n === 'number' ? `${n}` : '')) : null;",
      );
      expect(await engine.run(bodiesProgram([{ source, body }]))).toBe(JSON.stringify(numbers.map(String)));
    });

    it('every letter has the case that JavaScript gives it', async () => {
      const letters: string[] = [];
      for (let code = 1; code < 0x11000; code += 1) {
        if (code >= 0xd800 && code < 0xe000) continue;
        const letter = String.fromCodePoint(code);
        if (letter.toLowerCase() !== letter || letter.toUpperCase() !== letter) letters.push(letter);
      }
      const source = probeSource(
        "return typeof body === 'string' ? [body.toLowerCase(), body.toUpperCase()] : null;",
      );
      const body = JSON.stringify(letters.join(' '));
      expect(await engine.run(bodiesProgram([{ source, body }]))).toBe(bodyInNode(source, body));
    });
  });
}
