import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
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

const packages = new Map([
  ['zod', '/zod.ts'],
  ['@apim/sdk', '/sdk.ts'],
]);
/** What the shims import of each other. */
const shims = new Map([
  ['./context.ts', '/context.ts'],
  ['./configuration.ts', '/configuration.ts'],
]);

/** Whether a file is the policy's or one of its modules, and so holds what may be translated. */
export const isAuthored = (source: ts.SourceFile): boolean => source.fileName.startsWith('/authored/');

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

export interface PolicyFiles {
  readonly fileName: string;
  readonly source: string;
  /** Sources of what it imports relatively, by their paths as `fileName` is one. */
  readonly modules?: Readonly<Record<string, string>>;
}

export interface PolicyProgram {
  readonly program: ts.Program;
  /** The policy's own file. */
  readonly sourceFile: ts.SourceFile;
  /** The policy's file and what it imports, in the order in which they are evaluated. */
  readonly files: readonly ts.SourceFile[];
  /** The path that the author knows a file by. */
  pathOf(source: ts.SourceFile): string;
}

/** Where a relative import of a file leads to. */
export const resolvePath = (from: string, specifier: string): string => join(dirname(from), specifier);

/** A program of the policy's file and its modules, byte for byte, with the dialect's library and shims for packages. */
export function createProgram(
  { fileName, source, modules = {} }: PolicyFiles,
  configuration: string,
): PolicyProgram {
  const paths = [fileName, ...Object.keys(modules).sort()];
  const nameOf = new Map<string, string>();
  paths.forEach((path, index) => {
    if (!nameOf.has(normalize(path))) nameOf.set(normalize(path), `/authored/${index}.ts`);
  });
  const pathOf = (name: string): string => paths[Number(/\d+/.exec(name)?.[0])] ?? name;
  const sourceFile = parse('/authored/0.ts', source);
  const files = new Map([
    [sourceFile.fileName, sourceFile],
    ['/configuration.ts', parse('/configuration.ts', configuration)],
  ]);
  const read = (name: string): ts.SourceFile | undefined => {
    const known = files.get(name) ?? shared(name);
    const text = modules[pathOf(name)];
    if (known !== undefined || text === undefined) return known;
    const parsed = parse(name, text);
    files.set(name, parsed);
    return parsed;
  };
  const resolve = (specifier: string, from: string): string | undefined => {
    if (!from.startsWith('/authored/')) return shims.get(specifier);
    return /^\.\.?\//.test(specifier)
      ? nameOf.get(resolvePath(pathOf(from), specifier))
      : packages.get(specifier);
  };
  const host: ts.CompilerHost = {
    getSourceFile: read,
    fileExists: (name) => read(name) !== undefined,
    readFile: () => undefined,
    getDefaultLibFileName: () => '/lib.d.ts',
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (name) => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    writeFile: () => undefined,
    resolveModuleNameLiterals: (names, from) =>
      names.map(({ text }) => {
        const resolvedFileName = resolve(text, from);
        return {
          resolvedModule: resolvedFileName === undefined ? undefined : { resolvedFileName, extension: '.ts' },
        };
      }),
  };
  const program = ts.createProgram({ rootNames: ['/lib.d.ts', sourceFile.fileName], options, host });
  return {
    program,
    sourceFile,
    // The compiler lists a file behind those that it imports.
    files: program.getSourceFiles().filter(isAuthored),
    pathOf: ({ fileName: name }) => pathOf(name),
  };
}
