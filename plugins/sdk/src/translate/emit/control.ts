import ts from 'typescript';
import * as tstl from 'typescript-to-lua';
import { call, step } from './lua.ts';
import { iterated } from './values.ts';

type Loop = ts.ForStatement | ts.WhileStatement | ts.DoStatement | ts.ForOfStatement;

/** Every round of a loop costs a step of the budget. */
export const transformLoop: tstl.FunctionVisitor<Loop> = (node, context) => {
  const statements = context.superTransformStatements(node);
  const last = statements.at(-1) as tstl.Statement;
  const loop = tstl.isDoStatement(last) ? (last.statements.at(-1) as tstl.Statement) : last;
  if (tstl.isForInStatement(loop) && ts.isForOfStatement(node)) {
    const [each] = loop.expressions;
    if (each !== undefined && tstl.isCallExpression(each)) {
      each.params = each.params.map((value) => iterated(node.expression, value, context));
      each.expression = tstl.createIdentifier('ipairs');
    }
  }
  (loop as tstl.WhileStatement).body.statements.unshift(...step());
  return statements;
};

type FunctionNode = ts.ArrowFunction | ts.FunctionExpression | ts.FunctionDeclaration;

/** Every call of a function costs a step of the budget. */
export const transformFunction: tstl.FunctionVisitor<FunctionNode> = (node, context) => {
  const result = ts.isFunctionDeclaration(node)
    ? context.superTransformStatements(node)
    : context.superTransformExpression(node);
  const found = Array.isArray(result) ? result.map(functionOf).find((item) => item !== undefined) : result;
  if (found !== undefined && tstl.isFunctionExpression(found)) {
    const named = node.parameters.filter(({ dotDotDotToken }) => dotDotDotToken === undefined).length;
    // A parameter for `this`, which nothing gives.
    if ((found.params?.length ?? 0) > named) found.params?.shift();
    found.body.statements.unshift(...step());
  }
  return result as tstl.Expression & tstl.Statement[];
};

function functionOf(statement: tstl.Statement): tstl.Expression | undefined {
  if (!tstl.isVariableDeclarationStatement(statement) && !tstl.isAssignmentStatement(statement))
    return undefined;
  return statement.right?.find((value) => tstl.isFunctionExpression(value));
}

/** `throw new Error(text)`; the text alone counts. */
export const transformThrow: tstl.FunctionVisitor<ts.ThrowStatement> = (node, context) => {
  const error = node.expression as ts.NewExpression;
  const [message] = error.arguments ?? [];
  return tstl.createExpressionStatement(
    call('__throw', message ? context.transformExpression(message) : tstl.createStringLiteral('')),
  );
};
