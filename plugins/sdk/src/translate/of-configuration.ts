import ts from 'typescript';
import type { CheckContext } from './check-dialect.ts';
import { libraryCall } from './check-expressions.ts';
import { mutators } from './check-members.ts';
import { referencesTo } from './references.ts';
import { symbolOf } from './find-handlers.ts';
import { bare } from './types.ts';

/** The text of a literal, or of a constant that is one. */
export function literal(node: ts.Expression, checker: ts.TypeChecker): string | undefined {
  const type = checker.getTypeAtLocation(node);
  return type.isStringLiteral() ? type.value : undefined;
}

/** Whether a value is a part of the configuration, or of a constant, by whatever names it was reached. */
export function isOfConfiguration(
  node: ts.Node,
  context: CheckContext,
  seen: ReadonlySet<ts.Node> = new Set(),
): boolean {
  if (!ts.isExpression(node)) return false;
  const value = bare(node);
  const isToo = (other: ts.Node): boolean => isOfConfiguration(other, context, seen);
  if (literal(value, context.checker) !== undefined) return true;
  if (ts.isPropertyAccessExpression(value) || ts.isElementAccessExpression(value)) {
    return isToo(value.expression);
  }
  if (ts.isArrayLiteralExpression(value)) return value.elements.every(isToo);
  if (ts.isConditionalExpression(value)) return isToo(value.whenTrue) && isToo(value.whenFalse);
  if (ts.isBinaryExpression(value) && value.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) {
    return isToo(value.left) && isToo(value.right);
  }
  if (ts.isCallExpression(value)) return isLibraryOf(value, context, seen);
  if (!ts.isIdentifier(value)) return false;
  const declaration = symbolOf(value, context.checker)?.valueDeclaration;
  if (declaration === undefined || seen.has(declaration)) return false;
  if (!isOnlyRead(declaration, context)) return false;
  return isDeclaredOfConfiguration(declaration, context, new Set([...seen, declaration]));
}

/** Such as `Object.values(config.patterns)` and `config.rules.filter(…)`. */
function isLibraryOf(node: ts.CallExpression, context: CheckContext, seen: ReadonlySet<ts.Node>): boolean {
  const called = libraryCall(node, context.checker);
  if (called?.owner === 'ObjectConstructor')
    return node.arguments.every((item) => isOfConfiguration(item, context, seen));
  const isChoice = ['filter', 'slice', 'find', 'at'].includes(called?.name ?? '');
  return (
    isChoice &&
    ts.isPropertyAccessExpression(node.expression) &&
    isOfConfiguration(node.expression.expression, context, seen)
  );
}

/** Whether nothing gives a variable another value, or a list that it holds another element. */
function isOnlyRead(declaration: ts.Declaration, context: CheckContext): boolean {
  const first = ts.isVariableDeclaration(declaration) && declaration.initializer;
  const isNew = first && (ts.isArrayLiteralExpression(bare(first)) || ts.isCallExpression(bare(first)));
  return referencesTo(declaration, context).every((reference) => {
    let read: ts.Node = reference;
    while (isAccessOf(read.parent, read)) read = read.parent;
    if (isAssigned(read)) return false;
    const { parent } = read;
    if (read !== reference) {
      const isCalled = ts.isCallExpression(parent) && parent.expression === read;
      return !(isCalled && ts.isPropertyAccessExpression(read) && mutators.has(read.name.text));
    }
    // By another name it could be changed as well.
    return (
      !isNew || ts.isSpreadElement(parent) || (ts.isForOfStatement(parent) && parent.expression === read)
    );
  });
}

const isAccessOf = (node: ts.Node, owner: ts.Node): boolean =>
  (ts.isPropertyAccessExpression(node) ||
    ts.isElementAccessExpression(node) ||
    ts.isParenthesizedExpression(node)) &&
  node.expression === owner;

/** Whether it stands where an assignment or a loop puts a value, also inside of a list or an object. */
function isAssigned(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) {
    const { kind } = parent.operatorToken;
    const assigns = kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
    return assigns && parent.left === node;
  }
  if (ts.isForOfStatement(parent)) return parent.initializer === node;
  const isPart =
    ts.isArrayLiteralExpression(parent) ||
    ts.isObjectLiteralExpression(parent) ||
    ts.isParenthesizedExpression(parent) ||
    ts.isSpreadElement(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isShorthandPropertyAssignment(parent);
  return isPart && isAssigned(parent);
}

function isDeclaredOfConfiguration(
  declaration: ts.Declaration,
  context: CheckContext,
  seen: ReadonlySet<ts.Node>,
): boolean {
  if (ts.isBindingElement(declaration)) {
    const { initializer } = declaration;
    if (initializer && !isOfConfiguration(initializer, context, seen)) return false;
    return isDeclaredOfConfiguration(declaration.parent.parent, context, seen);
  }
  if (ts.isVariableDeclaration(declaration)) {
    if (!(declaration.parent.flags & ts.NodeFlags.Const)) return false;
    const loop = declaration.parent.parent;
    const source = ts.isForOfStatement(loop) ? loop.expression : declaration.initializer;
    return source !== undefined && isOfConfiguration(source, context, seen);
  }
  return ts.isParameter(declaration) && isGivenConfiguration(declaration, context, seen);
}

/** A handler's second parameter; a callback's, of an array of it; a function's, when every call gives it. */
function isGivenConfiguration(
  parameter: ts.ParameterDeclaration,
  context: CheckContext,
  seen: ReadonlySet<ts.Node>,
): boolean {
  const owner = parameter.parent;
  const index = owner.parameters.indexOf(parameter);
  if (parameter.initializer && !isOfConfiguration(parameter.initializer, context, seen)) return false;
  if (ts.isCallExpression(owner.parent)) return index === 0 && isCallbackOf(owner.parent, context, seen);
  const declared = ts.isVariableDeclaration(owner.parent) ? owner.parent : owner;
  const references = referencesTo(declared, context);
  const isHandler =
    context.handlers.includes(owner) || references.some((reference) => context.handlers.includes(reference));
  if (isHandler ? index !== 1 : references.length === 0) return false;
  return references.every((reference) => {
    if (context.handlers.includes(reference)) return true;
    const call = reference.parent;
    if (!ts.isCallExpression(call) || call.expression !== reference) return false;
    const given = call.arguments.slice(0, index + 1);
    const argument = given[index];
    if (argument === undefined || given.some((item) => ts.isSpreadElement(item))) return false;
    return isOfConfiguration(argument, context, seen);
  });
}

function isCallbackOf(call: ts.CallExpression, context: CheckContext, seen: ReadonlySet<ts.Node>): boolean {
  const called = libraryCall(call, context.checker);
  return (
    called !== undefined &&
    called.owner.endsWith('Array') &&
    called.name !== 'reduce' &&
    ts.isPropertyAccessExpression(call.expression) &&
    isOfConfiguration(call.expression.expression, context, seen)
  );
}
