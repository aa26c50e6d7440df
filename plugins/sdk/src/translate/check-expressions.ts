import ts from 'typescript';
import type { CheckContext } from './check-dialect.ts';
import { checkAssignment, checkMembers } from './check-members.ts';
import { refusedOperators } from './refused-syntax.ts';
import { isOnly, kindsAt, libraryOwner, type Kinds } from './types.ts';

const textual: readonly (keyof Kinds)[] = ['string', 'number', 'boolean', 'null', 'undefined'];

/** Expressions whose meaning depends on what their operands hold. */
export function checkExpression(node: ts.Node, context: CheckContext): void {
  if (ts.isExpression(node)) checkAny(node, context);
  checkAssignment(node, context);
  checkMembers(node, context);
  if (ts.isBinaryExpression(node)) checkBinary(node, context);
  else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) checkUnary(node, context);
  else if (ts.isConditionalExpression(node)) checkCondition(node.condition, context);
  else if (ts.isIfStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) {
    checkCondition(node.expression, context);
  } else if (ts.isForStatement(node)) {
    if (node.condition) checkCondition(node.condition, context);
  } else if (ts.isTemplateSpan(node)) checkText(node.expression, context);
  else if (ts.isAsExpression(node)) {
    if (!ts.isConstTypeReference(node.type)) {
      context.report(
        node,
        'a cast would hide what a value is',
        'narrow it with typeof, Array.isArray or ctx.json.isObject',
      );
    }
  } else if (ts.isStringLiteralLike(node)) {
    if (!node.text.isWellFormed()) {
      context.report(node, 'half of a surrogate pair is no text', 'write the whole character');
    }
  } else if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
    if (node.questionDotToken && kindsAt(node.expression, context.checker).null) {
      context.report(node.questionDotToken, '?. passes over undefined alone', 'compare with null first');
    }
  }
}

/** In conditions a text, a number and null count otherwise than in Lua. */
export function checkCondition(node: ts.Expression, context: CheckContext): void {
  const kinds = kindsAt(node, context.checker);
  if (isOnly(kinds, 'boolean', 'undefined', 'object', 'array') || kinds.any) return;
  if (!Object.values(kinds).includes(true)) return;
  context.report(
    node,
    'a condition must be true or false: an empty text, 0 and null count otherwise on the gateway',
    "compare it, such as with undefined, null, '' or 0",
  );
}

function checkAny(node: ts.Expression, context: CheckContext): void {
  const isRead =
    (ts.isIdentifier(node) && !ts.isDeclarationStatement(node.parent)) ||
    ts.isCallExpression(node) ||
    ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node);
  if (!isRead || (ts.isIdentifier(node) && isPropertyName(node))) return;
  const type = context.checker.getTypeAtLocation(node);
  if (type.flags & ts.TypeFlags.Any) {
    context.reportUnknown(
      node,
      'its type is not known here',
      'give it a type that handlers can use, such as string or Json',
    );
  }
}

function isPropertyName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isBindingElement(parent) && parent.propertyName === node) return true;
  return (
    'name' in parent &&
    parent.name === node &&
    !ts.isShorthandPropertyAssignment(parent) &&
    !ts.isVariableDeclaration(parent)
  );
}

function checkBinary(node: ts.BinaryExpression, context: CheckContext): void {
  const operator = node.operatorToken.kind;
  const refused = operator === ts.SyntaxKind.PlusToken ? undefined : refusedOperators[operator];
  if (refused) {
    context.report(node.operatorToken, ...refused);
    return;
  }
  if (operator === ts.SyntaxKind.AmpersandAmpersandToken || operator === ts.SyntaxKind.BarBarToken) {
    checkLeft(node, context);
    return;
  }
  const [left, right] = [kindsAt(node.left, context.checker), kindsAt(node.right, context.checker)];
  if (operator === ts.SyntaxKind.PlusToken || operator === ts.SyntaxKind.PlusEqualsToken) {
    if (isOnly(left, 'number') && isOnly(right, 'number')) return;
    if (isOnly(left, 'string') || isOnly(right, 'string')) {
      if (!isOnly(left, 'string')) checkText(node.left, context);
      if (!isOnly(right, 'string')) checkText(node.right, context);
      return;
    }
    context.report(
      node,
      '+ must add two numbers or join texts',
      'narrow both sides, or write a template such as `${a}${b}`',
    );
  } else if (isOrder(operator)) {
    if (isOnly(left, 'number') && isOnly(right, 'number')) return;
    if (isOnly(left, 'string') && isOnly(right, 'string')) return;
    context.report(node, 'only two numbers or two texts can be ordered', 'narrow both sides with typeof');
  }
}

function checkLeft(node: ts.BinaryExpression, context: CheckContext): void {
  const kinds = kindsAt(node.left, context.checker);
  if (isOnly(kinds, 'boolean', 'undefined', 'object', 'array') || kinds.any) return;
  if (!Object.values(kinds).includes(true)) return;
  const isOr = node.operatorToken.kind === ts.SyntaxKind.BarBarToken;
  context.report(
    node.left,
    `${isOr ? '||' : '&&'} takes an empty text, 0 and null as false, and the gateway does not`,
    isOr ? 'write ??, or compare' : 'compare it first, or write condition ? a : b',
  );
}

function isOrder(operator: ts.SyntaxKind): boolean {
  return [
    ts.SyntaxKind.LessThanToken,
    ts.SyntaxKind.LessThanEqualsToken,
    ts.SyntaxKind.GreaterThanToken,
    ts.SyntaxKind.GreaterThanEqualsToken,
  ].includes(operator);
}

function checkUnary(node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression, context: CheckContext): void {
  if (node.operator === ts.SyntaxKind.ExclamationToken) {
    checkCondition(node.operand, context);
    return;
  }
  const refused = refusedOperators[node.operator];
  if (refused) context.report(node, ...refused);
  else if (!isOnly(kindsAt(node.operand, context.checker), 'number')) {
    context.report(node, 'only a number can have a sign or be counted up', 'write Number(text)');
  }
}

/** What is put into a text must have one. */
export function checkText(node: ts.Expression, context: CheckContext): void {
  if (isOnly(kindsAt(node, context.checker), ...textual)) return;
  context.report(
    node,
    'an object or array has no text of its own',
    'write ctx.json.stringify(value), or narrow it first',
  );
}

/** The dialect's function that a call means, as owner and name. */
export function libraryCall(
  node: ts.CallExpression,
  checker: ts.TypeChecker,
): { owner: string; name: string } | undefined {
  const owner = libraryOwner(checker.getResolvedSignature(node)?.declaration);
  if (owner === undefined) return undefined;
  return { owner, name: ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : '' };
}
