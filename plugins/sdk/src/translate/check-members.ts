import ts from 'typescript';
import type { CheckContext } from './check-dialect.ts';
import { libraryCall } from './check-expressions.ts';
import { symbolOf } from './find-handlers.ts';
import { isAuthored } from './program.ts';
import { bare, isOnly, kindsAt, kindsOf, libraryOwner } from './types.ts';

const absent = 'undefined cannot be held by an object or array on the gateway';
const leaveOut = 'leave it out with an if, use delete, or write null';
/** Functions of arrays that change them. */
export const mutators: ReadonlySet<string> = new Set(['push', 'pop', 'shift', 'unshift', 'sort', 'reverse']);

/** Assignments: statements of their own, to what may be changed, of values that exist. */
export function checkAssignment(node: ts.Node, context: CheckContext): void {
  const isCount =
    (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && isCounting(node.operator);
  const isStore = ts.isBinaryExpression(node) && isAssignment(node.operatorToken.kind);
  if (!isCount && !isStore) {
    if (ts.isDeleteExpression(node)) checkDelete(node, context);
    return;
  }
  if (!isStatement(node)) {
    context.report(node, 'an assignment has no value here', 'write it as a statement of its own');
  }
  const target = bare(isStore ? node.left : (node as ts.PrefixUnaryExpression).operand);
  if (ts.isArrayLiteralExpression(target) || ts.isObjectLiteralExpression(target)) {
    context.report(target, 'several variables cannot be assigned at once', 'assign them one by one');
    return;
  }
  if (ts.isPropertyAccessExpression(target) || ts.isElementAccessExpression(target)) {
    checkOwner(target, target.expression, context);
    if (isStore && kindsAt(node.right, context.checker).undefined)
      context.report(node.right, absent, leaveOut);
    if (ts.isPropertyAccessExpression(target) && kindsAt(target.expression, context.checker).array) {
      context.report(target, 'the length of an array cannot be set', 'build a new array with slice');
    }
  }
}

/** Members and elements: keys of one kind, values that exist, methods only where they are called. */
export function checkMembers(node: ts.Node, context: CheckContext): void {
  const { checker } = context;
  if (ts.isElementAccessExpression(node)) checkElement(node, context);
  else if (ts.isPropertyAccessExpression(node)) checkMethod(node, context);
  else if (ts.isArrayLiteralExpression(node)) {
    for (const element of node.elements) {
      if (ts.isOmittedExpression(element)) context.report(node, 'an array cannot have holes', 'write null');
      else if (!ts.isSpreadElement(element) && kindsAt(element, checker).undefined)
        context.report(element, absent, leaveOut);
    }
  } else if (ts.isPropertyAssignment(node)) {
    if (kindsAt(node.initializer, checker).undefined) context.report(node.initializer, absent, leaveOut);
    if (ts.isComputedPropertyName(node.name) && !isOnly(kindsAt(node.name.expression, checker), 'string')) {
      context.report(node.name, 'a name must be a text', 'write [String(value)]');
    }
  } else if (ts.isShorthandPropertyAssignment(node)) {
    // Of the member: the type of the variable would not be narrowed.
    if (kindsAt(node.name, checker).undefined) context.report(node, absent, leaveOut);
  } else if (ts.isSpreadElement(node) || ts.isForOfStatement(node)) {
    checkOneKind(node.expression, context);
  } else if (ts.isSpreadAssignment(node)) {
    const kinds = kindsAt(node.expression, checker);
    if (!isOnly(kinds, 'object', 'undefined', 'boolean')) {
      context.report(node, 'only an object can be spread into an object', 'narrow it with ctx.json.isObject');
    }
  } else if (ts.isCallExpression(node)) checkCall(node, context);
}

function checkElement(node: ts.ElementAccessExpression, context: CheckContext): void {
  const type = context.checker.getNonNullableType(context.checker.getTypeAtLocation(node.expression));
  const [owner, key] = [kindsOf(type, context.checker), kindsAt(node.argumentExpression, context.checker)];
  if (owner.any) return;
  if (isOnly(owner, 'array') || isOnly(owner, 'string')) {
    if (isOnly(key, 'number')) return;
    context.report(
      node.argumentExpression,
      'an element is found by a number',
      'write the number of the element',
    );
  } else if (!isOnly(owner, 'object')) {
    context.report(
      node,
      'it may be an object or something else',
      'narrow it with Array.isArray or ctx.json.isObject',
    );
  } else if (!isOnly(key, 'string')) {
    context.report(node.argumentExpression, 'a member is found by a text', 'write String(value)');
  }
}

function checkMethod(node: ts.PropertyAccessExpression, context: CheckContext): void {
  const declaration = context.checker.getSymbolAtLocation(node.name)?.declarations?.[0];
  if (libraryOwner(declaration) === undefined || !declaration) return;
  checkOneKind(node.expression, context);
  if (!ts.isMethodSignature(declaration)) return;
  if (ts.isCallExpression(node.parent) && node.parent.expression === node) return;
  context.report(node, `${node.name.text} can only be called in place`, 'write a function around it');
}

/** What is a text in one run and an array in another has methods of one name that are two. */
export function checkOneKind(node: ts.Expression, context: CheckContext): void {
  const type = context.checker.getNonNullableType(context.checker.getTypeAtLocation(node));
  const kinds = kindsOf(type, context.checker);
  if (
    kinds.any ||
    (['string', 'number', 'boolean', 'array', 'object'] as const).some((kind) => isOnly(kinds, kind))
  )
    return;
  context.report(
    node,
    'it may be a text, an array or something else',
    'narrow it with typeof or Array.isArray',
  );
}

function checkCall(node: ts.CallExpression, context: CheckContext): void {
  const declaration = context.checker.getResolvedSignature(node)?.declaration;
  if (declaration && ts.isMethodSignature(declaration) && isAuthored(declaration.getSourceFile())) {
    context.report(
      node,
      'a type of the file declares it as a method',
      'declare it as a property, such as f: (x: string) => void',
    );
  }
  const called = libraryCall(node, context.checker);
  if (called?.owner === 'StringConstructor' || called?.owner === 'NumberConstructor') return;
  if (!called || !mutators.has(called.name) || !ts.isPropertyAccessExpression(node.expression)) return;
  checkOwner(node, node.expression.expression, context);
  if (called.name !== 'push' && called.name !== 'unshift') return;
  for (const argument of node.arguments) {
    if (!ts.isSpreadElement(argument) && kindsAt(argument, context.checker).undefined) {
      context.report(argument, absent, leaveOut);
    }
  }
}

function checkDelete(node: ts.DeleteExpression, context: CheckContext): void {
  const target = bare(node.expression);
  if (!ts.isPropertyAccessExpression(target) && !ts.isElementAccessExpression(target)) {
    context.report(node, 'only a member can be deleted', 'write delete object.name');
    return;
  }
  if (!isStatement(node))
    context.report(node, 'delete has no value here', 'write it as a statement of its own');
  if (!isOnly(kindsAt(target.expression, context.checker), 'object')) {
    context.report(node, 'only a member of an object can be deleted', 'build a new array with filter');
  }
  checkOwner(node, target.expression, context);
}

/** Refuses changes of constants of the module, which outlive the request. */
function checkOwner(node: ts.Node, owner: ts.Expression, context: CheckContext): void {
  let root = bare(owner);
  while (ts.isPropertyAccessExpression(root) || ts.isElementAccessExpression(root))
    root = bare(root.expression);
  if (!ts.isIdentifier(root)) return;
  const declaration = symbolOf(root, context.checker)?.valueDeclaration;
  if (
    declaration &&
    ts.isVariableDeclaration(declaration) &&
    ts.isSourceFile(declaration.parent.parent.parent)
  ) {
    context.report(
      node,
      `${root.text} outlives the request and cannot be changed`,
      'copy it first, with { ...object } or [...array]',
    );
  }
}

function isStatement(node: ts.Node): boolean {
  let child = node;
  while (ts.isParenthesizedExpression(child.parent)) child = child.parent;
  const { parent } = child;
  return (
    ts.isExpressionStatement(parent) ||
    (ts.isForStatement(parent) && (parent.incrementor === child || parent.initializer === child))
  );
}

const isCounting = (operator: ts.SyntaxKind): boolean =>
  operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;

const isAssignment = (operator: ts.SyntaxKind): boolean =>
  operator >= ts.SyntaxKind.FirstAssignment && operator <= ts.SyntaxKind.LastAssignment;
