import ts from 'typescript';
import type { CheckContext } from './check-dialect.ts';
import { moduleStatement, symbolOf } from './find-handlers.ts';

/** What would make the type checker say less than it sees, or say what is not so. */
export function checkFile(source: ts.SourceFile, roots: readonly ts.Node[], context: CheckContext): void {
  if (!ts.isExternalModule(source)) {
    context.report(source, 'the file is no module', 'write export ahead of what others use');
  }
  for (const statement of source.statements) {
    const isAmbient =
      ts.canHaveModifiers(statement) &&
      statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword);
    if (isAmbient || ts.isModuleDeclaration(statement)) {
      context.report(
        statement,
        'what is only declared does not exist on the gateway',
        'write it in this file',
      );
    }
    if (!declares(statement)) checkEffect(statement, context);
  }
  for (const { index, 0: text } of source.text.matchAll(/@ts-(?:ignore|expect-error|nocheck)|__tstl\w*/g)) {
    const isInside = roots.some((root) => root.pos <= index && index < root.end);
    if (isInside || text === '@ts-nocheck' || text.startsWith('__tstl')) {
      context.reportAt(source, index, `${text} would hide what a value is`, 'remove it');
    }
  }
}

const declares = (node: ts.Statement): boolean =>
  ts.isDeclarationStatement(node) || ts.isVariableStatement(node);

/** A file is not run on the gateway: what it does to a constant beside declaring it would be missing there. */
function checkEffect(node: ts.Node, context: CheckContext): void {
  const used = ts.isIdentifier(node) ? moduleStatement(symbolOf(node, context.checker)) : undefined;
  if (used && ts.isVariableStatement(used) && context.roots.includes(used)) {
    context.report(
      node,
      `${node.getText()} may change when the file is read, which no gateway does`,
      'write the constant with its value',
    );
    return;
  }
  ts.forEachChild(node, (child) => checkEffect(child, context));
}
