import ts from 'typescript';
import { checkFile } from './check-file.ts';
import { checkExpression } from './check-expressions.ts';
import { checkNames } from './check-names.ts';
import { checkPattern } from './check-patterns.ts';
import { checkModuleStatement, checkStatement } from './check-statements.ts';
import type { Finding } from './diagnostic.ts';
import { checkSchemaTypes } from './check-schema-types.ts';
import type { FoundHandlers, ModuleStatement } from './find-handlers.ts';
import type { PolicyProgram } from './program.ts';
import { admitted, refusal } from './refused-syntax.ts';
import { typeError } from './type-errors.ts';

/** What a check needs to know beside the node at hand; `report` collects. */
export interface CheckContext {
  readonly checker: ts.TypeChecker;
  /** The policy's file and its modules, in the order in which they are evaluated. */
  readonly files: readonly ts.SourceFile[];
  /** What is translated: the handlers, and what they use of the modules. */
  readonly roots: readonly ts.Node[];
  readonly handlers: readonly ts.Node[];
  /** The variable that holds the configuration's schema, when it has one. */
  readonly schema: ts.Symbol | undefined;
  report(node: ts.Node, message: string, remedy: string): void;
  reportAt(source: ts.SourceFile, at: number, message: string, remedy: string): void;
  /** For what another finding may be the cause of. */
  reportUnknown(node: ts.Node, message: string, remedy: string): void;
}

/**
 * Everything in the handlers, and in what they use of the modules, that the dialect does not admit, in the order of the files,
 * the policy's own first. What is left means the same in Lua. Errors of types are told where no reason of the dialect stands
 * in the same line.
 */
export function checkDialect(
  { program, sourceFile, files }: PolicyProgram,
  { handlers, schema }: Omit<FoundHandlers, 'findings'>,
): Finding[] {
  const ordered = [sourceFile, ...files.filter((file) => file !== sourceFile)];
  const syntax = ordered.flatMap((file) =>
    program.getSyntacticDiagnostics(file).map((diagnostic) => ofDiagnostic(diagnostic, file)),
  );
  if (syntax.length > 0) return syntax;
  const uses = new Set<ModuleStatement>(handlers.flatMap((handler) => handler.uses));
  const nodes = handlers.map(({ node }) => node);
  const roots = [...nodes, ...uses];
  const collected = { told: [] as Finding[], unknown: [] as Finding[] };
  const context: CheckContext = {
    checker: program.getTypeChecker(),
    files,
    roots,
    handlers: nodes,
    schema,
    report: (node, message, remedy) => void collected.told.push({ node, message, remedy }),
    reportAt: (node, at, message, remedy) => void collected.told.push({ node, at, message, remedy }),
    reportUnknown: (node, message, remedy) => void collected.unknown.push({ node, message, remedy }),
  };
  for (const file of files) checkFile(file, rootsOf(file, roots), context);
  for (const root of roots) visit(root, context);
  checkSchemaTypes(context);
  for (const statement of uses) checkModuleStatement(statement, context);
  return ordered.flatMap((file) => {
    const inside = rootsOf(file, roots);
    const typed = inside.length === 0 ? [] : typeErrors(program, file, inside);
    const isHere = ({ node }: Finding): boolean => node.getSourceFile() === file;
    return byLine([collected.told.filter(isHere), typed, collected.unknown.filter(isHere)], file);
  });
}

const rootsOf = (file: ts.SourceFile, roots: readonly ts.Node[]): ts.Node[] =>
  roots.filter((root) => root.getSourceFile() === file);

const typeErrors = (program: ts.Program, file: ts.SourceFile, roots: readonly ts.Node[]): Finding[] =>
  program
    .getSemanticDiagnostics(file)
    .filter(({ start = 0 }) => roots.some((root) => root.pos <= start && start < root.end))
    .map((diagnostic) => ofDiagnostic(diagnostic, file));

const ofDiagnostic = (diagnostic: ts.Diagnostic, node: ts.SourceFile): Finding => ({
  node,
  at: diagnostic.start ?? 0,
  ...typeError(diagnostic),
});

/** All of the first kind, and of each further kind what stands in lines without any; one a place. */
function byLine(kinds: readonly (readonly Finding[])[], source: ts.SourceFile): Finding[] {
  const placeOf = (finding: Finding): number => finding.at ?? finding.node.getStart(source);
  const lineOf = (finding: Finding): number => source.getLineAndCharacterOfPosition(placeOf(finding)).line;
  const found = new Map<number, Finding>();
  for (const kind of kinds) {
    const lines = new Set([...found.values()].map(lineOf));
    for (const finding of kind) {
      if (!lines.has(lineOf(finding)) && !found.has(placeOf(finding))) found.set(placeOf(finding), finding);
    }
  }
  return [...found].sort(([one], [other]) => one - other).map(([, finding]) => finding);
}

function visit(node: ts.Node, context: CheckContext): void {
  if (ts.isTypeNode(node) || ts.isTypeParameterDeclaration(node)) return;
  if (ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node)) return;
  if (ts.isThrowStatement(node) && isError(node.expression)) {
    node.expression.arguments?.forEach((argument) => visit(argument, context));
    return;
  }
  if (!admitted.has(node.kind) && !(ts.isMethodDeclaration(node) && context.handlers.includes(node))) {
    if (isToken(node)) return;
    context.report(node, ...refusal(node));
    return;
  }
  checkNames(node, context);
  checkExpression(node, context);
  checkStatement(node, context);
  checkPattern(node, context);
  ts.forEachChild(node, (child) => visit(child, context));
}

/** Operators are judged with the expression around them. */
function isToken(node: ts.Node): boolean {
  return (
    (node.kind >= ts.SyntaxKind.FirstBinaryOperator &&
      node.kind <= ts.SyntaxKind.LastBinaryOperator &&
      ts.isToken(node) &&
      !(node.kind === ts.SyntaxKind.AsteriskToken && !ts.isBinaryExpression(node.parent))) ||
    (ts.isBinaryExpression(node.parent) && node.parent.operatorToken === node)
  );
}

function isError(node: ts.Expression): node is ts.NewExpression {
  return ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === 'Error';
}
