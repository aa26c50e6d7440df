import ts from 'typescript';
import type { CheckContext } from './check-dialect.ts';
import { symbolOf } from './find-handlers.ts';

/** Where the code that is translated names a variable or function, its declaration and types apart. */
export function referencesTo(
  declaration: ts.Node,
  { roots, checker }: Pick<CheckContext, 'roots' | 'checker'>,
): ts.Identifier[] {
  const found: ts.Identifier[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isIdentifier(node) && node.parent !== declaration) {
      if (symbolOf(node, checker)?.valueDeclaration === declaration) found.push(node);
    }
    ts.forEachChild(node, visit);
  };
  roots.forEach(visit);
  return found;
}
