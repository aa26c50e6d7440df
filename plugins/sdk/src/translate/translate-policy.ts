import ts from 'typescript';
import type { HandlerCode } from '../policy.ts';
import { checkDialect } from './check-dialect.ts';
import { configurationType } from './configuration-type.ts';
import { located, type Finding, type TranslateDiagnostic } from './diagnostic.ts';
import { emitHandler } from './emit/emit.ts';
import { findHandlers, type Handler } from './find-handlers.ts';
import { handlerFragments } from './fragments.ts';
import { createProgram, type PolicyProgram } from './program.ts';

/** A policy's file, and the JSON Schema of its configuration (`policyJsonSchema`), from which `config` gets its type. */
export interface TranslateInput {
  readonly fileName: string;
  readonly source: string;
  readonly configurationSchema: Readonly<Record<string, unknown>>;
  /**
   * Sources of modules, by their paths as `fileName` is one: handlers may use functions and constants that are imported from
   * them by name. `readModules` collects them.
   */
  readonly modules?: Readonly<Record<string, string>>;
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
  const refused = (file: string, message: string, remedy: string): TranslateResult => ({
    diagnostics: [{ file, line: 1, column: 1, message, remedy }],
  });
  const sources = { ...input.modules, [input.fileName]: input.source };
  const [long] = Object.entries(sources).find(([, source]) => source.length > mostCharacters) ?? [];
  if (long !== undefined) {
    return refused(long, `the file is longer than ${mostCharacters} characters`, 'split it');
  }
  try {
    return translate(input);
  } catch (error) {
    // The compiler calls itself for what is nested.
    if (error instanceof RangeError)
      return refused(input.fileName, 'the file is nested too deeply', 'write it flatter');
    throw error;
  }
}

function translate(input: TranslateInput): TranslateResult {
  const policy = createProgram(input, configurationType(input.configurationSchema));
  const told = (findings: readonly Finding[]): TranslateResult => ({
    diagnostics: findings.map((finding) => located(finding, policy.pathOf)),
  });
  const deep = policy.files.flatMap((file) => tooDeep(file) ?? []);
  if (deep.length > 0) {
    return told(
      deep.map((node) => ({ node, message: 'this is nested too deeply', remedy: 'write it flatter' })),
    );
  }
  const { handlers, schema, findings } = findHandlers(policy);
  const all = findings.length > 0 ? findings : checkDialect(policy, { handlers, schema });
  if (all.length > 0) return told(all);
  const code: HandlerCode[number][] = [];
  const broken: Finding[] = [];
  for (const handler of handlers) {
    const result = translateHandler(policy, handler);
    if ('problem' in result) {
      broken.push({ node: handler.node, message: result.problem, remedy: result.remedy });
    } else code.push(...result);
  }
  return broken.length > 0 ? told(broken) : { code };
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

function translateHandler(policy: PolicyProgram, handler: Handler): Translated {
  try {
    const { lua, problems } = emitHandler(policy, handler);
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
