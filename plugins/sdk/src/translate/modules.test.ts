import { describe, expect, it } from 'vitest';
import { luaEngines } from '../../test/lua.ts';
import { bodiesProgram, bodyInNode, probeSource, translate } from '../../test/translated.ts';
import { readModules } from './modules.ts';

const json = "import type { Json } from '@apim/sdk';\n";
const probe = (imports: string, code: string, modules: Record<string, string>, own = '') => ({
  source: probeSource(code, `${imports}\n${own}`),
  modules,
  body: '{"x":1}',
});

const admitted = {
  'functions and constants of two modules': probe(
    "import { shout, marks as signs } from './lib/shout.ts'; import type { Word } from './lib/words.ts';",
    "const word: Word = { text: 'né' }; return [shout(word), ...signs, ...[word].map((item) => shout(item))];",
    {
      'lib/shout.ts':
        "import { textOf, type Word } from './words.ts';\nexport const marks = ['!', '?'];\nconst [unused] = [1];\nexport const shout = (word: Word): string => `${textOf(word).toUpperCase()}${marks[0] ?? ''}`;\n",
      'lib/words.ts':
        'export interface Word { readonly text: string }\nexport function textOf(word: Word): string { return word.text; }\n',
    },
  ),
  'names that modules have in common': probe(
    "import { one } from './one.ts'; import { one as other } from './other.ts';",
    'return [one(), other(), help()];',
    {
      'one.ts': "function help(): string { return 'a'; }\nexport function one(): string { return help(); }",
      'other.ts': "function help(): string { return 'b'; }\nexport function one(): string { return help(); }",
    },
    "function help(): string { return 'c'; }\nexport const one2 = 1;",
  ),
  'modules that import each other': probe(
    "import { isEven } from './even.ts';",
    'return [isEven(10), isEven(7)];',
    {
      'even.ts':
        "import { isOdd } from './odd.ts';\nexport function isEven(n: number): boolean { return n === 0 || isOdd(n - 1); }",
      'odd.ts':
        "import { isEven } from './even.ts';\nexport const isOdd = (n: number): boolean => n !== 0 && isEven(n - 1);",
    },
  ),
  'a module that is passed through another, words of Lua, and shorthand': probe(
    "import { end, local } from './through.ts';",
    'const box = { end, local }; return [end(), box.end(), local.nil, local?.nil];',
    {
      'through.ts': "export { end, local } from './end.ts';",
      'end.ts': 'export function end(): number { return 1; }\nexport const local = { nil: 2 };',
    },
  ),
};

describe('what a handler uses of modules gives in Lua what it gives in Node', () => {
  for (const engine of luaEngines) {
    it.skipIf(!engine.present).each(Object.entries(admitted))(
      `%s, in ${engine.name}`,
      async (_name, given) => {
        expect(await engine.run(bodiesProgram([given]))).toBe(
          bodyInNode(given.source, given.body, {}, given.modules),
        );
      },
    );
  }

  it('is the same whatever the order and number of the modules given', () => {
    const { source, modules } = admitted['functions and constants of two modules'];
    const turned = Object.fromEntries([['z.ts', 'export {};'], ...Object.entries(modules).reverse()]);
    expect(translate(source, modules)).toHaveProperty('code');
    expect(translate(source, turned)).toEqual(translate(source, modules));
  });
});

describe('what a module holds that cannot be translated is told with its file and line', () => {
  const use = (name = 'f') => `import { ${name} } from './lib/f.ts';`;
  const call = 'return f(1);';
  it.each([
    ['a construct', 'export function f(n: number): Json {\n  return n == 1;\n}', 3, 'write ==='],
    [
      'a construct of what it uses itself',
      'export const f = (n: number): Json => g(n);\nfunction g(n: number): Json {\n  return new Date(n).getTime();\n}',
      4,
      'ctx.time.now',
    ],
    [
      'an error of types',
      'export function f(n: number): Json {\n  const text: string = n;\n  return text;\n}',
      3,
      'correct the types',
    ],
    [
      'a variable that outlives the request',
      'let calls = 0;\nexport function f(n: number): Json { calls += n; return calls; }',
      2,
      'ctx.state',
    ],
    [
      'a constant that is computed',
      'const start = compute();\nexport function compute(): number { return 1; }\nexport function f(n: number): Json { return start + n; }',
      2,
      'compute it in the handler',
    ],
    [
      'a constant that the file changes when it is read',
      'const table = { n: 1 };\ntable.n = 2;\nexport function f(n: number): Json { return table.n + n; }',
      3,
      'with its value',
    ],
    [
      'a change of a constant',
      'const seen: number[] = [];\nexport function f(n: number): Json { seen.push(n); return seen.length; }',
      3,
      'copy it first',
    ],
    [
      'what is only declared',
      'declare function os(): string;\nexport function f(n: number): Json { return n; }',
      2,
      'write it in this file',
    ],
    [
      'a comment that silences the checks',
      'export function f(n: number): Json {\n  // @ts-ignore\n  return n;\n}',
      3,
      'remove it',
    ],
    [
      'a pattern of the request',
      'export function f(ctx: ResponseBodyContext): Json {\n  return ctx.re.test("x", ctx.request.header("p") ?? "");\n}',
      3,
      'configuration',
    ],
    [
      'a package',
      'export function f(n: number): Json {\n  return bundleHash(n);\n}',
      3,
      'write it in this file',
    ],
    [
      'an export apart',
      'function f(n: number): Json { return n; }\nexport { f };',
      undefined,
      'write export where it is declared',
    ],
    ['a class', 'export class f {}', undefined, 'by their names'],
  ])('%s', (_name, module, line, remedy) => {
    const head = "import { bundleHash, type Json, type ResponseBodyContext } from '@apim/sdk';\n";
    const source = probeSource(_name === 'a pattern of the request' ? 'return f(ctx);' : call, use());
    const result = translate(source, { 'lib/f.ts': head + module });
    const [first] = 'diagnostics' in result ? result.diagnostics : [];
    expect(first?.remedy).toContain(remedy);
    expect([first?.file, first?.line]).toEqual(line === undefined ? ['probe.ts', 9] : ['lib/f.ts', line]);
  });

  it.each([
    ['an unknown module', "import { f } from './unknown.ts';", call, 'write it in this file'],
    ['a module that is named as a package', "import { f } from 'lib/f.ts';", call, 'write it in this file'],
    ['a whole module', "import * as all from './lib/f.ts';", 'return all.f(1);', 'by their names'],
    ['what a module exports without a name', "import f from './lib/f.ts';", call, 'by their names'],
    ['what a module does not export', use('g'), 'return g(1);', 'by their names'],
  ])('%s is refused', (_name, imports, code, remedy) => {
    const module = `${json}export function f(n: number): Json { return n; }\nexport default function (n: number): Json { return n; }`;
    const result = translate(probeSource(code, imports), { 'lib/f.ts': module });
    const [first] = 'diagnostics' in result ? result.diagnostics : [];
    expect(first).toMatchObject({ file: 'probe.ts', line: 9 });
    expect(first?.remedy).toContain(remedy);
  });

  it('a constant of a module that is evaluated later', () => {
    const result = translate(probeSource('return a();', "import { a } from './a.ts';"), {
      'a.ts':
        "import { b } from './b.ts';\nexport const first = 1;\nexport function a(): number { return b.n; }",
      'b.ts': "import { first } from './a.ts';\nexport const b = { n: first };",
    });
    expect(result).toMatchObject({ diagnostics: [{ file: 'b.ts', line: 2, column: 23 }] });
  });

  it('what no handler uses is not looked at', () => {
    const module =
      'export const schema = new Map();\nexport class C {}\nexport function f(n: number): number { return n; }';
    expect(translate(probeSource(call, use()), { 'lib/f.ts': module })).toHaveProperty('code');
  });
});

it('the modules of a file are those that it imports relatively, and those that they import', () => {
  const files: Record<string, string> = {
    'src/a.ts': "import './b.ts'; import type { C } from '../c.ts'; import { z } from 'zod';",
    'src/b.ts': "export * from './a.ts'; import './gone.ts'; import d from './policy.ts';",
    'c.ts': 'export type C = 1;',
    'src/other.ts': '',
  };
  const modules = readModules(
    { fileName: 'src/policy.ts', source: "import './a.ts'" },
    (path) => files[path],
  );
  expect(Object.keys(modules).sort()).toEqual(['c.ts', 'src/a.ts', 'src/b.ts']);
});
