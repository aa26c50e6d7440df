import ts from 'typescript';
import * as tstl from 'typescript-to-lua';
import { transformOrderedExpressions } from 'typescript-to-lua/dist/transformation/visitors/expression-list.js';
import { isOnly, kindsAt } from '../types.ts';
import { call, text } from './lua.ts';

type Context = tstl.TransformationContext;

const compared: Partial<Record<ts.SyntaxKind, { swap: boolean; negate: boolean }>> = {
  [ts.SyntaxKind.LessThanToken]: { swap: false, negate: false },
  [ts.SyntaxKind.GreaterThanToken]: { swap: true, negate: false },
  [ts.SyntaxKind.LessThanEqualsToken]: { swap: true, negate: true },
  [ts.SyntaxKind.GreaterThanEqualsToken]: { swap: false, negate: true },
};

/** Operators whose meaning differs between the languages; the others are TypeScriptToLua's. */
export const transformBinary: tstl.FunctionVisitor<ts.BinaryExpression> = (node, context) => {
  const operator = node.operatorToken.kind;
  if (isSpecial(node.left, node.right, operator, context)) {
    const [left, right] = transformOrderedExpressions(context, [node.left, node.right]);
    return binary(
      left as tstl.Expression,
      right as tstl.Expression,
      node.left,
      node.right,
      operator,
      context,
    );
  }
  return context.superTransformExpression(node);
};

export function isSpecial(
  left: ts.Expression,
  right: ts.Expression,
  operator: ts.SyntaxKind,
  context: Context,
): boolean {
  if (operator === ts.SyntaxKind.PercentToken) return true;
  if (operator === ts.SyntaxKind.PlusToken || compared[operator])
    return isText(left, context) || isText(right, context);
  return (
    operator === ts.SyntaxKind.EqualsEqualsEqualsToken ||
    operator === ts.SyntaxKind.ExclamationEqualsEqualsToken
  );
}

/** One of the special operators, on operands that are translated. */
export function binary(
  left: tstl.Expression,
  right: tstl.Expression,
  leftNode: ts.Expression,
  rightNode: ts.Expression,
  operator: ts.SyntaxKind,
  context: Context,
): tstl.Expression {
  if (operator === ts.SyntaxKind.PercentToken) return call('__mod', left, right);
  if (operator === ts.SyntaxKind.PlusToken) {
    return call('__join', asText(left, leftNode, context), asText(right, rightNode, context));
  }
  const order = compared[operator];
  if (order !== undefined) {
    const before = order.swap ? call('__before', right, left) : call('__before', left, right);
    return order.negate ? tstl.createUnaryExpression(before, tstl.SyntaxKind.NotOperator) : before;
  }
  const kind =
    operator === ts.SyntaxKind.EqualsEqualsEqualsToken
      ? tstl.SyntaxKind.EqualityOperator
      : tstl.SyntaxKind.InequalityOperator;
  return tstl.createBinaryExpression(left, right, kind);
}

export const transformTemplate: tstl.FunctionVisitor<ts.TemplateExpression> = (node, context) => {
  const values = transformOrderedExpressions(
    context,
    node.templateSpans.map(({ expression }) => expression),
  );
  const parts = node.templateSpans.flatMap((span, index) => [
    asText(values[index] as tstl.Expression, span.expression, context),
    ...(span.literal.text === '' ? [] : [text(span.literal.text)]),
  ]);
  return call('__concat', ...(node.head.text === '' ? [] : [text(node.head.text)]), ...parts);
};

export const transformTypeof: tstl.FunctionVisitor<ts.TypeOfExpression> = (node, context) =>
  call('__typeof', context.transformExpression(node.expression));

/** `a ?? b` where `a` may be null, which Lua's nil is not; b is evaluated only then. */
export const transformNull: tstl.FunctionVisitor<ts.NullLiteral> = () => tstl.createIdentifier('__null');

function asText(value: tstl.Expression, node: ts.Expression, context: Context): tstl.Expression {
  return isText(node, context) ? value : call('__text', value);
}

export function isText(node: ts.Expression, context: Context): boolean {
  return isOnly(kindsAt(node, context.checker), 'string');
}
