import { readFileSync } from 'node:fs';
import ts from 'typescript';
import type { CompilerOptions } from 'typescript-to-lua';
import { LuaLibImportKind, LuaTarget } from 'typescript-to-lua/dist/CompilerOptions.js';
import { dialectLib, sdkShim, zodShim } from './dialect-lib.ts';

const options: CompilerOptions = {
  // ES5, so that only arrays and texts can be iterated: what is translated has no iterators.
  target: ts.ScriptTarget.ES5,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  noEmit: true,
  // A comment of TypeScript may hold what ends a comment of Lua.
  removeComments: true,
  noLib: true,
  types: [],
  strict: true,
  noUncheckedIndexedAccess: true,
  allowUnreachableCode: false,
  noFallthroughCasesInSwitch: true,
  luaTarget: LuaTarget.Lua51,
  luaLibImport: LuaLibImportKind.None,
  noImplicitSelf: true,
};

const file = '/policy.ts';
const modules: Readonly<Record<string, string>> = {
  zod: '/zod.ts',
  '@apim/sdk': '/sdk.ts',
  './context.ts': '/context.ts',
  './configuration.ts': '/configuration.ts',
};

const parse = (name: string, text: string): ts.SourceFile =>
  ts.createSourceFile(
    name,
    text,
    // TypeScriptToLua would take orders from tags in comments.
    { languageVersion: ts.ScriptTarget.ES5, jsDocParsingMode: ts.JSDocParsingMode.ParseNone },
    true,
  );

const kept = new Map<string, ts.SourceFile>();

/** What does not change from policy to policy is parsed once. */
function shared(name: string): ts.SourceFile | undefined {
  const text = {
    '/lib.d.ts': () => dialectLib,
    '/zod.ts': () => zodShim,
    '/sdk.ts': () => sdkShim,
    '/context.ts': () => readFileSync(new URL('../handler/context.ts', import.meta.url), 'utf8'),
  }[name];
  if (text === undefined) return undefined;
  const known = kept.get(name) ?? parse(name, text());
  kept.set(name, known);
  return known;
}

/** A program of the policy's file alone, byte for byte, with the dialect's library and shims for what it imports. */
export function createProgram(
  source: string,
  configuration: string,
): { program: ts.Program; sourceFile: ts.SourceFile } {
  const sourceFile = parse(file, source);
  const files = new Map([
    [file, sourceFile],
    ['/configuration.ts', parse('/configuration.ts', configuration)],
  ]);
  const host: ts.CompilerHost = {
    getSourceFile: (name) => files.get(name) ?? shared(name),
    fileExists: (name) => files.has(name) || shared(name) !== undefined,
    readFile: () => undefined,
    getDefaultLibFileName: () => '/lib.d.ts',
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    writeFile: () => undefined,
    resolveModuleNameLiterals: (names) =>
      names.map(({ text }) => {
        const resolvedFileName = modules[text];
        return {
          resolvedModule: resolvedFileName === undefined ? undefined : { resolvedFileName, extension: '.ts' },
        };
      }),
  };
  const program = ts.createProgram({ rootNames: ['/lib.d.ts', file], options, host });
  return { program, sourceFile };
}
