import { cpuMs } from '../../test/cpu.ts';
import { describe, expect, it } from 'vitest';
import { luaEngines } from '../../test/lua.ts';
import { bodiesProgram, probeSource, translate, withheld } from '../../test/translated.ts';
import { translatePolicy } from './translate-policy.ts';

describe('names and comments are no Lua', () => {
  const module =
    '/** a\r error("x") ]] \u2028 os.exit() */\nfunction f(end: number): number { return end; } /* \r error("y") */\n/* --]] error("z") */';
  const code = `const local = 1; const nil = 2; const repeat = 3; const type = 4; const print = 5; const string = 6; const until = { end: 7, nil: 8, 'a"]': 9 };
    const é = 10; const self = 11; const error = 12; const ipairs = 13; const x = 14; /** \r error("w") */
    return [f(local), nil, repeat, type, print, string, until.end, until.nil, until['a"]'], é, self, error, ipairs, x];`;
  for (const engine of luaEngines) {
    it.skipIf(!engine.present)(`in ${engine.name}`, async () => {
      const source = probeSource(code, module);
      expect(await engine.run(bodiesProgram([{ source, body: '{}' }]))).toBe(
        '[1,2,3,4,5,6,7,8,9,10,11,12,13,14]',
      );
    });
  }
  it('names of the runtime are refused', () => {
    const result = translate(probeSource('const __steps = 1; return __steps;'));
    expect('diagnostics' in result && result.diagnostics[0]?.message).toContain('begin with __');
  });
  it('what may be a text or an array is refused where they differ', () => {
    const module = "function pick(one: boolean): string | string[] { return one ? 'né' : ['a']; }";
    for (const code of [
      'return pick(true).length;',
      "return pick(true).includes('a');",
      'for (const x of pick(true)) ctx.log.info(x); return 1;',
      'return [...pick(true)];',
    ]) {
      const result = translate(probeSource(code, module));
      expect('diagnostics' in result && result.diagnostics[0]?.message).toContain('may be a text, an array');
    }
  });
});

describe('the type checker cannot be talked into anything', () => {
  it.each([
    ['a comment that silences it', "// @ts-ignore\nconst n: number = 'x'; return n;", ''],
    ['a comment that expects an error', "// @ts-expect-error\nconst n: number = 'x'; return n;", ''],
    ['a file that is not checked', 'return 1;', '// @ts-nocheck'],
    [
      'a module that is changed',
      'return 1;',
      "declare module '@apim/sdk' { interface RequestReader { evil(): string } }",
    ],
    [
      'a library that is changed',
      "return 'x'.rep(9);",
      'declare global { interface String { rep(n: number): string } }',
    ],
    ['a value that is only declared', 'return tostring(1);', 'declare function tostring(n: number): string;'],
    [
      'an order to the translator',
      'return 1;',
      "type Set = ((t: object, k: string, v: number) => void) & { readonly __tstlTableSet: 'x' };",
    ],
    [
      'a function that says what a type is',
      'return is(body) ? body : 1;',
      'function is(x: Json): x is string { return true; }',
    ],
    [
      'a function with several signatures',
      'return f(1);',
      'function f(x: number): number;\nfunction f(x: number | string): Json { return x; }',
    ],
    ['a variable that is said to be set', 'let x!: string; return x;', ''],
  ])('%s is refused', (_name, code, module) => {
    expect(translate(probeSource(code, module))).toHaveProperty('diagnostics');
  });

  it('orders to the translator in comments are comments', async () => {
    const module =
      '/** @customName os.exit() */\nfunction f(): number { return 1; }\n/** @noSelf @customName x) while true do end -- */\nconst c = { a: 2 };';
    const source = probeSource('return [f(), c.a];', module);
    expect(await luaEngines[0]?.run(bodiesProgram([{ source, body: '{}' }]))).toBe('[1,2]');
  });

  it('functions of the module may be exported', async () => {
    const source = probeSource(
      'return [f(), c.a];',
      'export function f(): number { return 1; }\nexport const c = { a: 2 };',
    );
    const result = translate(source);
    expect(result).toHaveProperty('code');
  });

  it('a text that passes for an object gives nothing of Lua', async () => {
    const module =
      "type Fake = { rep: (text: string, n: number) => string };\nfunction fakes(): Fake[] { const real: Fake[] = []; const both: (string | Fake)[] = real; both.push('text'); return real; }";
    for (const code of [
      "return fakes()[0]?.rep('a', 1000000000) ?? 'none';",
      "for (const { rep } of fakes()) return rep('a', 1000000000); return 1;",
    ]) {
      const source = probeSource(code, module);
      expect(translate(source)).toHaveProperty('code');
      expect(await luaEngines[0]?.run(bodiesProgram([{ source, body: '{}' }]))).toBe(withheld);
    }
  });

  it('a type with methods is refused where it is called, as its parameters are not checked', () => {
    const module =
      'interface Trap { f(x: string | number): string }\nfunction trap(t: Trap): string { return t.f(1); }';
    const result = translate(probeSource('return trap({ f: (x: string) => x });', module));
    expect('diagnostics' in result && result.diagnostics[0]?.remedy).toContain('declare it as a property');
  });
});

describe('a hostile file is refused in little time', () => {
  it.each([
    ['deep parentheses', `return ${'('.repeat(20_000)}1${')'.repeat(20_000)};`],
    ['deep lists', `return ${'['.repeat(20_000)}${']'.repeat(20_000)};`],
    ['deep blocks', `${'{'.repeat(20_000)}${'}'.repeat(20_000)} return 1;`],
    ['a long sum', `return ${'1+'.repeat(20_000)}1;`],
    ['a long text', `return ${"'a'+".repeat(5_000)}'a';`],
    ['many names', `${Array.from({ length: 5_000 }, (_, i) => `const v${i} = 1;`).join('')} return 1;`],
    ['a long file', `/*${'x'.repeat(200_000)}*/ return 1;`],
  ])('%s', (_name, code) => {
    const source = probeSource('return 1;').replace('return 1;', () => code);
    const start = cpuMs();
    const result = translatePolicy({ fileName: 'x.ts', source, configurationSchema: { type: 'object' } });
    expect(result).toHaveProperty('diagnostics');
    expect(cpuMs() - start).toBeLessThan(5000);
  });
});
