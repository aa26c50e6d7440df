import ts from 'typescript';
import * as tstl from 'typescript-to-lua';
import { transformIdentifierWithSymbol } from 'typescript-to-lua/dist/transformation/visitors/identifier.js';
import { importOf, symbolOf } from '../find-handlers.ts';

/** What is imported is read from the table of the module that exports it, by the name that it has there. */
export const importVisitors = (tableOf: (file: ts.SourceFile) => string): tstl.Visitors => ({
  [ts.SyntaxKind.Identifier]: (node, context) => {
    // TypeScriptToLua makes identifiers of its own for the parts of optional chains.
    const isOwn = node.pos < 0 || importOf(node, context.checker) === undefined;
    if (isOwn) return context.superTransformExpression(node);
    const symbol = symbolOf(node, context.checker);
    const exported = transformIdentifierWithSymbol(context, node, symbol);
    const file = symbol?.valueDeclaration?.getSourceFile();
    if (!tstl.isTableIndexExpression(exported) || file === undefined)
      throw new Error(`${node.text} is exported by no module`);
    return tstl.createTableIndexExpression(tstl.createIdentifier(tableOf(file)), exported.index, node);
  },
});
