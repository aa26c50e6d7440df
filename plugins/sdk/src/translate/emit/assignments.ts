import ts from 'typescript';
import * as tstl from 'typescript-to-lua';
import { transformInPrecedingStatementScope } from 'typescript-to-lua/dist/transformation/utils/preceding-statements.js';
import { moveToPrecedingTemp } from 'typescript-to-lua/dist/transformation/visitors/expression-list.js';
import { bare, isOnly, kindsAt } from '../types.ts';
import { call } from './lua.ts';
import { binary, isSpecial } from './operators.ts';
import { ownerAndKey } from './values.ts';

type Context = tstl.TransformationContext;
type Target = ts.PropertyAccessExpression | ts.ElementAccessExpression;

/** The operator inside of a compound assignment. */
const compound: Partial<Record<ts.SyntaxKind, ts.BinaryOperator>> = {
  [ts.SyntaxKind.PlusEqualsToken]: ts.SyntaxKind.PlusToken,
  [ts.SyntaxKind.MinusEqualsToken]: ts.SyntaxKind.MinusToken,
  [ts.SyntaxKind.AsteriskEqualsToken]: ts.SyntaxKind.AsteriskToken,
  [ts.SyntaxKind.SlashEqualsToken]: ts.SyntaxKind.SlashToken,
  [ts.SyntaxKind.PercentEqualsToken]: ts.SyntaxKind.PercentToken,
};

const arithmetic: Partial<Record<ts.SyntaxKind, tstl.BinaryOperator>> = {
  [ts.SyntaxKind.PlusToken]: tstl.SyntaxKind.AdditionOperator,
  [ts.SyntaxKind.MinusToken]: tstl.SyntaxKind.SubtractionOperator,
  [ts.SyntaxKind.AsteriskToken]: tstl.SyntaxKind.MultiplicationOperator,
  [ts.SyntaxKind.SlashToken]: tstl.SyntaxKind.DivisionOperator,
};

/** Assignments as statements: members and elements are set through our runtime, which guards what is read-only. */
export const transformExpressionStatement: tstl.FunctionVisitor<ts.ExpressionStatement> = (node, context) => {
  const expression = bare(node.expression);
  if (ts.isBinaryExpression(expression)) {
    const statement = assignment(expression, context);
    if (statement !== undefined) return statement;
  }
  if (ts.isPrefixUnaryExpression(expression) || ts.isPostfixUnaryExpression(expression)) {
    const statement = increment(expression, context);
    if (statement !== undefined) return statement;
  }
  return context.superTransformStatements(node);
};

function assignment(node: ts.BinaryExpression, context: Context): tstl.Statement[] | undefined {
  const left = bare(node.left);
  const operator = compound[node.operatorToken.kind];
  if (node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    if (!isTarget(left)) return undefined;
    return store(left, context, () => context.transformExpression(node.right));
  }
  if (operator === undefined) return undefined;
  if (isTarget(left)) {
    return store(left, context, (current) =>
      operate(
        current as tstl.Expression,
        context.transformExpression(node.right),
        node.left,
        node.right,
        operator,
        context,
      ),
    );
  }
  if (!isSpecial(node.left, node.right, operator, context)) return undefined;
  const { precedingStatements, result } = transformInPrecedingStatementScope(context, () =>
    context.transformExpression(node.right),
  );
  const variable = context.transformExpression(left) as tstl.Identifier;
  const value = binary(variable, result, node.left, node.right, operator, context);
  return [...precedingStatements, tstl.createAssignmentStatement(variable, value)];
}

function increment(
  node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression,
  context: Context,
): tstl.Statement[] | undefined {
  const target = bare(node.operand);
  if (!isTarget(target)) return undefined;
  const kind =
    node.operator === ts.SyntaxKind.PlusPlusToken
      ? tstl.SyntaxKind.AdditionOperator
      : tstl.SyntaxKind.SubtractionOperator;
  return store(target, context, (current) =>
    tstl.createBinaryExpression(current as tstl.Expression, tstl.createNumericLiteral(1), kind),
  );
}

/** `target = value(what it held)`; object and key are evaluated once, ahead of the value. */
function store(
  target: Target,
  context: Context,
  value: (current: tstl.Expression | undefined) => tstl.Expression,
): tstl.Statement[] {
  const isElement = isArrayElement(target, context);
  const { precedingStatements, result } = transformInPrecedingStatementScope(context, () => {
    const [object, key] = ownerAndKey(target, context).map((part) => moveToPrecedingTemp(context, part)) as [
      tstl.Expression,
      tstl.Expression,
    ];
    const index = isElement
      ? tstl.createBinaryExpression(key, tstl.createNumericLiteral(1), tstl.SyntaxKind.AdditionOperator)
      : key;
    const given = value(tstl.createTableIndexExpression(object, index));
    return call(isElement ? '__put' : '__set', object, key, given);
  });
  return [...precedingStatements, tstl.createExpressionStatement(result)];
}

function operate(
  left: tstl.Expression,
  right: tstl.Expression,
  leftNode: ts.Expression,
  rightNode: ts.Expression,
  operator: ts.SyntaxKind,
  context: Context,
): tstl.Expression {
  if (isSpecial(leftNode, rightNode, operator, context))
    return binary(left, right, leftNode, rightNode, operator, context);
  return tstl.createBinaryExpression(left, right, arithmetic[operator] as tstl.BinaryOperator);
}

export function isTarget(node: ts.Node): node is Target {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

function isArrayElement(target: Target, context: Context): boolean {
  return ts.isElementAccessExpression(target) && isOnly(kindsAt(target.expression, context.checker), 'array');
}
