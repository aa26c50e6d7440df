import ts from 'typescript';
import { unsafePattern } from '../pattern.ts';
import type { CheckContext } from './check-dialect.ts';
import { libraryCall } from './check-expressions.ts';
import { symbolOf } from './find-handlers.ts';
import { bare } from './types.ts';

const path = /^\$?(?:^[^.[\]'"*\s$]+|\.[^.[\]'"*\s]+|\[\d{1,9}\]|\[\*\]|\.\*|\['[^']+'\])*$/;

/** Patterns of `ctx.re` are texts of the code or of the configuration; those of the code must be safe. Paths must be readable. */
export function checkPattern(node: ts.Node, context: CheckContext): void {
  if (!ts.isCallExpression(node)) return;
  const declaration = context.checker.getResolvedSignature(node)?.declaration;
  const owner =
    declaration && ts.isInterfaceDeclaration(declaration.parent) ? declaration.parent.name.text : '';
  const argument = node.arguments[1];
  if (declaration?.getSourceFile().fileName !== '/context.ts' || argument === undefined) return;
  if (owner === 'JsonTools') {
    const text = literal(argument, context.checker);
    if (text !== undefined && !path.test(text)) {
      context.report(argument, `${JSON.stringify(text)} is no path`, 'write one such as $.items[*].id');
    }
  } else if (owner === 'PatternTools') {
    const text = literal(argument, context.checker);
    if (text === undefined) {
      if (isOfConfiguration(argument, context, new Set())) return;
      context.report(
        argument,
        'a pattern must not come from the request',
        'write it as a text, or take it from the configuration',
      );
      return;
    }
    const problem = unsafePattern(text);
    if (problem !== undefined) context.report(argument, `the pattern ${problem}`, 'write another pattern');
  }
}

/** The text of a literal, or of a constant that is one. */
function literal(node: ts.Expression, checker: ts.TypeChecker): string | undefined {
  const type = checker.getTypeAtLocation(node);
  return type.isStringLiteral() ? type.value : undefined;
}

/** Whether a value is a part of the configuration, or of a constant, by whatever names it was reached. */
function isOfConfiguration(node: ts.Node, context: CheckContext, seen: Set<ts.Node>): boolean {
  if (!ts.isExpression(node)) return false;
  const value = bare(node);
  if (literal(value, context.checker) !== undefined) return true;
  if (ts.isPropertyAccessExpression(value) || ts.isElementAccessExpression(value)) {
    return isOfConfiguration(value.expression, context, seen);
  }
  if (ts.isArrayLiteralExpression(value))
    return value.elements.every((element) => isOfConfiguration(element, context, seen));
  if (ts.isConditionalExpression(value)) {
    return (
      isOfConfiguration(value.whenTrue, context, seen) && isOfConfiguration(value.whenFalse, context, seen)
    );
  }
  if (ts.isBinaryExpression(value) && value.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) {
    return isOfConfiguration(value.left, context, seen) && isOfConfiguration(value.right, context, seen);
  }
  if (ts.isCallExpression(value)) return isLibraryOf(value, context, seen);
  if (!ts.isIdentifier(value)) return false;
  const declaration = symbolOf(value, context.checker)?.valueDeclaration;
  if (declaration === undefined || seen.has(declaration)) return false;
  seen.add(declaration);
  return isDeclaredOfConfiguration(declaration, context, seen);
}

/** Such as `Object.values(config.patterns)` and `config.rules.filter(…)`. */
function isLibraryOf(node: ts.CallExpression, context: CheckContext, seen: Set<ts.Node>): boolean {
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

function isDeclaredOfConfiguration(
  declaration: ts.Declaration,
  context: CheckContext,
  seen: Set<ts.Node>,
): boolean {
  if (ts.isBindingElement(declaration)) {
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
  seen: Set<ts.Node>,
): boolean {
  const owner = parameter.parent;
  const index = owner.parameters.indexOf(parameter);
  const isHandler = context.handlers.some(
    (handler) =>
      handler === owner || (ts.isIdentifier(handler) && declares(owner, symbolOf(handler, context.checker))),
  );
  if (isHandler) return index === 1;
  if (ts.isCallExpression(owner.parent)) return index === 0 && isCallbackOf(owner.parent, context, seen);
  const calls = context.roots.flatMap((root) => callsOf(owner, root, context));
  return (
    calls.length > 0 &&
    calls.every((call) => {
      const argument = call.arguments[index];
      return argument !== undefined && isOfConfiguration(argument, context, seen);
    })
  );
}

function isCallbackOf(call: ts.CallExpression, context: CheckContext, seen: Set<ts.Node>): boolean {
  const isArray = libraryCall(call, context.checker)?.owner.endsWith('Array') ?? false;
  return (
    isArray &&
    ts.isPropertyAccessExpression(call.expression) &&
    isOfConfiguration(call.expression.expression, context, seen)
  );
}

function callsOf(owner: ts.Node, root: ts.Node, context: CheckContext): ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      if (declares(owner, symbolOf(node.expression, context.checker))) found.push(node);
    }
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

/** Whether a function is what a name stands for. */
function declares(owner: ts.Node, symbol: ts.Symbol | undefined): boolean {
  const declaration = symbol?.valueDeclaration;
  return (
    declaration === owner ||
    (declaration !== undefined && ts.isVariableDeclaration(declaration) && declaration.initializer === owner)
  );
}
