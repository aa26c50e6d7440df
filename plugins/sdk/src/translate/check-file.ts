import ts from 'typescript';
import type { CheckContext } from './check-dialect.ts';

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
  }
  for (const { index, 0: text } of source.text.matchAll(/@ts-(?:ignore|expect-error|nocheck)|__tstl\w*/g)) {
    const isInside = roots.some((root) => root.pos <= index && index < root.end);
    if (isInside || text === '@ts-nocheck' || text.startsWith('__tstl')) {
      context.reportAt(source, index, `${text} would hide what a value is`, 'remove it');
    }
  }
}
