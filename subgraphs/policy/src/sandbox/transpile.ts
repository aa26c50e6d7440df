import { SourceMap, type SourceMapping } from 'node:module';
import ts from 'typescript';
import { policyFile, type PolicyProblem } from './problem.ts';
import type { SandboxError } from './vm.ts';

/** A policy's file as a CommonJS module, and where each of its lines came from. */
export interface Transpiled {
  readonly code: string;
  readonly source: ts.SourceFile;
  readonly map: string;
}

const options: ts.CompilerOptions = {
  module: ts.ModuleKind.CommonJS,
  target: ts.ScriptTarget.ES2022,
  sourceMap: true,
  isolatedModules: true,
};
const modules = ['zod', '@apim/sdk'];

/** Takes the types off; problems are what is no TypeScript, and imports of what a policy may not import. */
export function transpile(text: string): Transpiled | { problems: PolicyProblem[] } {
  const source = ts.createSourceFile(policyFile, text, ts.ScriptTarget.ES2022, true);
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(text, {
    fileName: policyFile,
    compilerOptions: options,
    reportDiagnostics: true,
  });
  const problems = (diagnostics ?? []).map(({ start = 0, messageText }) =>
    problemAt(source, start, ts.flattenDiagnosticMessageText(messageText, ' '), 'correct the syntax'),
  );
  problems.push(...foreignImports(source));
  if (problems.length > 0) return { problems };
  return { code: withoutMapComment(outputText), source, map: sourceMapText ?? '{}' };
}

export function problemAt(
  source: ts.SourceFile,
  position: number,
  message: string,
  remedy: string,
): PolicyProblem {
  const { line, character } = source.getLineAndCharacterOfPosition(position);
  return { file: policyFile, line: line + 1, column: character + 1, message, remedy };
}

function foreignImports(source: ts.SourceFile): PolicyProblem[] {
  return source.statements.flatMap((statement) => {
    const imported =
      ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)
        ? statement.moduleSpecifier
        : undefined;
    if (!imported || !ts.isStringLiteral(imported) || modules.includes(imported.text)) return [];
    return problemAt(
      source,
      imported.getStart(source),
      `${imported.text} cannot be imported`,
      'a policy is one file that imports @apim/sdk and zod alone; write what it needs into the file',
    );
  });
}

/** Where an error of the sandbox is in the policy's own file; its beginning when that is not known. */
export function sandboxProblem(
  { source, map }: Transpiled,
  error: SandboxError,
  what: string,
  remedy: string,
): PolicyProblem {
  const { line = 0, column = 1 } = error;
  const found =
    line > 0 ? new SourceMap(JSON.parse(map) as never).findEntry(line - 1, column - 1) : undefined;
  const entry = found && 'originalLine' in found ? (found as SourceMapping) : undefined;
  const position = entry ? source.getPositionOfLineAndCharacter(entry.originalLine, entry.originalColumn) : 0;
  return problemAt(source, position, `${what}: ${error.message}`, remedy);
}

/** A member of the definition, such as its `scopes`; the definition, or the file, when it is not written there. */
export function placeOf(source: ts.SourceFile, member: string): number {
  let found: number | undefined;
  const visit = (node: ts.Node): void => {
    if (
      ts.isCallExpression(node) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text === 'definePolicy'
    ) {
      found ??= node.getStart(source);
      const [definition] = node.arguments;
      if (!definition || !ts.isObjectLiteralExpression(definition)) return;
      const property = definition.properties.find(
        ({ name }) => name && ts.isIdentifier(name) && name.text === member,
      );
      if (property) found = property.getStart(source);
      return;
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found ?? 0;
}

const withoutMapComment = (code: string): string => code.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
