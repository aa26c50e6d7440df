import type ts from 'typescript';
import * as tstl from 'typescript-to-lua';
import { transformInPrecedingStatementScope } from 'typescript-to-lua/dist/transformation/utils/preceding-statements.js';
import { kindsAt } from '../types.ts';

/** `a ?? b`, where Lua's `or` would also pass over false, and where null is a value of its own. */
export const transformNullish: tstl.FunctionVisitor<ts.BinaryExpression> = (node, context) => {
  if (!kindsAt(node.left, context.checker).null) return context.superTransformExpression(node);
  const left = context.transformExpression(node.left);
  const result = tstl.createIdentifier(context.createTempName('nullish'));
  const right = transformInPrecedingStatementScope(context, () => context.transformExpression(node.right));
  const isEmpty = tstl.createBinaryExpression(
    tstl.createBinaryExpression(result, tstl.createNilLiteral(), tstl.SyntaxKind.EqualityOperator),
    tstl.createBinaryExpression(result, tstl.createIdentifier('__null'), tstl.SyntaxKind.EqualityOperator),
    tstl.SyntaxKind.OrOperator,
  );
  context.addPrecedingStatements([
    tstl.createVariableDeclarationStatement(result, left),
    tstl.createIfStatement(
      isEmpty,
      tstl.createBlock([...right.precedingStatements, tstl.createAssignmentStatement(result, right.result)]),
    ),
  ]);
  return result;
};
