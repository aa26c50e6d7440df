import ts from 'typescript';
import type { HandlerCode } from '../policy.ts';
import { checkDialect } from './check-dialect.ts';
import { configurationType } from './configuration-type.ts';
import { located, type TranslateDiagnostic } from './diagnostic.ts';
import { emitHandler } from './emit/emit.ts';
import { findHandlers, type Handler } from './find-handlers.ts';
import { handlerFragments } from './fragments.ts';
import { createProgram } from './program.ts';

/** A policy's file, and the JSON Schema of its configuration (`policyJsonSchema`), from which `config` gets its type. */
export interface TranslateInput {
  readonly fileName: string;
  readonly source: string;
  readonly configurationSchema: Readonly<Record<string, unknown>>;
}

export type TranslateResult =
  { readonly code: HandlerCode } | { readonly diagnostics: readonly TranslateDiagnostic[] };

/** What an author writes by hand stays far below. */
const mostCharacters = 200_000;
const mostLevels = 250;

/**
 * Translates the handlers of the one policy that a file defines to Lua for Kong's sandbox. What the dialect does not admit is
 * told with its place and a remedy, all of it at once. The same input gives the same bytes.
 */
export function translatePolicy(input: TranslateInput): TranslateResult {
  const refused = (message: string, remedy: string): TranslateResult => ({
    diagnostics: [{ file: input.fileName, line: 1, column: 1, message, remedy }],
  });
  if (input.source.length > mostCharacters) {
    return refused(`the file is longer than ${mostCharacters} characters`, 'split the policy');
  }
  try {
    return translate(input);
  } catch (error) {
    // The compiler calls itself for what is nested.
    if (error instanceof RangeError) return refused('the file is nested too deeply', 'write it flatter');
    throw error;
  }
}

function translate({ fileName, source, configurationSchema }: TranslateInput): TranslateResult {
  const { program, sourceFile } = createProgram(source, configurationType(configurationSchema));
  const deep = tooDeep(sourceFile);
  if (deep !== undefined) {
    const finding = { node: deep, message: 'this is nested too deeply', remedy: 'write it flatter' };
    return { diagnostics: [located(fileName, sourceFile, finding)] };
  }
  const checker = program.getTypeChecker();
  const { handlers, findings } = findHandlers(sourceFile, checker);
  const all = findings.length > 0 ? findings : checkDialect(program, sourceFile, handlers);
  if (all.length > 0) return { diagnostics: all.map((finding) => located(fileName, sourceFile, finding)) };
  const code: HandlerCode[number][] = [];
  const diagnostics: TranslateDiagnostic[] = [];
  for (const handler of handlers) {
    const result = translateHandler(program, sourceFile, handler);
    if ('problem' in result) {
      const finding = { node: handler.node, message: result.problem, remedy: result.remedy };
      diagnostics.push(located(fileName, sourceFile, finding));
    } else code.push(...result);
  }
  return diagnostics.length > 0 ? { diagnostics } : { code };
}

/** The first node below too many others: type checking takes long where much is nested. */
function tooDeep(source: ts.SourceFile): ts.Node | undefined {
  let level: ts.Node[] = [source];
  for (let depth = 0; depth < mostLevels; depth += 1) {
    const next: ts.Node[] = [];
    for (const node of level) ts.forEachChild(node, (child) => void next.push(child));
    level = next;
  }
  return level[0];
}

type Translated = HandlerCode[number][] | { readonly problem: string; readonly remedy: string };

function translateHandler(program: ts.Program, sourceFile: ts.SourceFile, handler: Handler): Translated {
  try {
    const { lua, problems } = emitHandler(program, sourceFile, handler);
    const [problem] = problems;
    if (problem !== undefined) throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, ' '));
    const fragments = handlerFragments(handler, lua);
    return 'problem' in fragments ? { ...fragments, remedy: 'split it into smaller functions' } : fragments;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      problem: `internal error of the translator: ${reason}`,
      remedy: 'write it in another way, and report what this was',
    };
  }
}
