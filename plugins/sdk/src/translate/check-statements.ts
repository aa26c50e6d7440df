import ts from 'typescript';
import type { CheckContext } from './check-dialect.ts';
import { libraryCall } from './check-expressions.ts';
import { moduleStatement, symbolOf, type ModuleStatement } from './find-handlers.ts';
import { kindsOf } from './types.ts';

/** Statements and declarations that Lua has in another form. */
export function checkStatement(node: ts.Node, context: CheckContext): void {
  if (ts.isVariableDeclarationList(node)) checkVariables(node, context);
  else if (ts.isBindingElement(node) && node.dotDotDotToken) {
    context.report(
      node,
      'the rest of an object or array cannot be taken apart',
      'name the members, or write array.slice(1)',
    );
  } else if (ts.isCatchClause(node) && node.variableDeclaration) {
    context.report(node.variableDeclaration, 'what was thrown differs on the gateway', 'write catch { … }');
  } else if (ts.isThrowStatement(node)) {
    context.report(node, 'only an error with a text can be thrown', 'write throw new Error(text)');
  } else if (ts.isForStatement(node)) checkCapture(node, context);
  else if (ts.isBreakOrContinueStatement(node)) checkJump(node, context);
  else if (ts.isSwitchStatement(node)) {
    const clauses = node.caseBlock.clauses;
    const at = clauses.findIndex((clause) => ts.isDefaultClause(clause));
    if (at >= 0 && at !== clauses.length - 1) {
      context.report(clauses[at] as ts.Node, 'default stands ahead of other cases', 'put it last');
    }
  } else if (ts.isReturnStatement(node) && isInFinally(node)) {
    context.report(node, 'return in finally hides what happened', 'return behind the try');
  } else if (ts.isParameter(node) && node.dotDotDotToken) {
    const type = context.checker.getIndexTypeOfType(
      context.checker.getTypeAtLocation(node),
      ts.IndexKind.Number,
    );
    if (type && kindsOf(type, context.checker).undefined) {
      context.report(node, 'undefined cannot be held by an array on the gateway', 'name the parameters');
    }
  } else if (ts.isFunctionLike(node)) checkFunction(node, context);
}

/** Functions and constants of the module outlive a request: they hold nothing that changes, and compute nothing at start. */
export function checkModuleStatement(statement: ModuleStatement, context: CheckContext): void {
  if (!ts.isVariableStatement(statement)) return;
  if (!(statement.declarationList.flags & ts.NodeFlags.Const)) {
    context.report(
      statement,
      'a variable of the module outlives the request',
      'make it const, or move it into the handler; ctx.state lasts for one request',
    );
    return;
  }
  for (const { name, initializer } of statement.declarationList.declarations) {
    if (!ts.isIdentifier(name))
      context.report(name, 'a constant of the module is taken apart', 'give each its own const');
    if (initializer) checkConstant(initializer, context);
  }
}

function checkConstant(node: ts.Node, context: CheckContext): void {
  if (ts.isFunctionLike(node) || ts.isTypeNode(node)) return;
  if (ts.isIdentifier(node)) checkOrder(node, context);
  if (ts.isCallExpression(node)) {
    context.report(
      node,
      'a constant of the module cannot be computed by a call',
      'compute it in the handler, or in the configuration',
    );
    return;
  }
  ts.forEachChild(node, (child) => checkConstant(child, context));
}

/** Modules that import each other: what a constant holds must come from one that is evaluated before. */
function checkOrder(node: ts.Identifier, context: CheckContext): void {
  const placeOf = (at: ts.Node): number => context.files.indexOf(at.getSourceFile());
  const statement = moduleStatement(symbolOf(node, context.checker));
  if (statement === undefined || placeOf(statement) <= placeOf(node)) return;
  context.report(
    node,
    `${node.text} is not there yet: its module and this one import each other`,
    'move it into a module that both import, or read it in a function',
  );
}

function checkVariables(node: ts.VariableDeclarationList, context: CheckContext): void {
  for (const { exclamationToken } of node.declarations) {
    if (exclamationToken)
      context.report(exclamationToken, 'a variable is said to be set before it is', 'give it a first value');
  }
  if (
    !(node.flags & ts.NodeFlags.BlockScoped) ||
    node.flags & ts.NodeFlags.Using & ~ts.NodeFlags.Const & ~ts.NodeFlags.Let
  ) {
    context.report(node, 'var reaches beyond its block', 'write const or let');
  }
}

function checkFunction(node: ts.SignatureDeclaration, context: CheckContext): void {
  if (node.type && ts.isTypePredicateNode(node.type)) {
    context.report(
      node.type,
      'a function that says what a type is may be wrong',
      'narrow where the value is used, with typeof or ctx.json',
    );
  }
  if (ts.isFunctionDeclaration(node) && node.body === undefined) {
    context.report(
      node,
      'a function with several signatures may be called with the wrong one',
      'write one signature',
    );
  }
  const [first] = node.parameters;
  if (first && ts.isIdentifier(first.name) && first.name.text === 'this') {
    context.report(first, 'there is no this', 'pass what the function needs as a parameter');
  }
}

/** A function that outlives the round of a loop would see the variable change, in Lua alone. */
function checkCapture(loop: ts.ForStatement, context: CheckContext): void {
  const list = loop.initializer;
  if (!list || !ts.isVariableDeclarationList(list)) return;
  const declared = new Set<ts.Node>(list.declarations);
  const visit = (node: ts.Node, inside: boolean): void => {
    if (ts.isTypeNode(node)) return;
    if (inside && ts.isIdentifier(node)) {
      const declaration = symbolOf(node, context.checker)?.valueDeclaration;
      if (declaration && declared.has(declaration)) {
        context.report(
          node,
          'a function keeps a variable of a for loop, which changes',
          'copy it to a const inside of the loop first',
        );
      }
    }
    const keeps = ts.isFunctionLike(node) && !isCalledAtOnce(node, context);
    ts.forEachChild(node, (child) => visit(child, inside || keeps));
  };
  visit(loop, false);
}

/** Functions of arrays that call what they are given, and keep it no longer. */
const callers = new Set([
  ...['every', 'filter', 'find', 'findIndex', 'flatMap', 'forEach', 'map', 'reduce', 'some', 'sort'],
]);

function isCalledAtOnce(node: ts.Node, context: CheckContext): boolean {
  const { parent } = node;
  if (!ts.isCallExpression(parent) || !parent.arguments.includes(node as ts.Expression)) return false;
  return callers.has(libraryCall(parent, context.checker)?.name ?? '');
}

/** A jump out of a try, or to a loop around a switch, has no equal in Lua 5.1. */
function checkJump(node: ts.BreakOrContinueStatement, context: CheckContext): void {
  let isInTry = false;
  let isInSwitch = false;
  for (let up: ts.Node = node.parent; !ts.isFunctionLike(up) && !ts.isSourceFile(up); up = up.parent) {
    if (ts.isTryStatement(up)) isInTry = true;
    if (ts.isSwitchStatement(up) && ts.isContinueStatement(node)) isInSwitch = true;
    if (ts.isIterationStatement(up, false) || (ts.isSwitchStatement(up) && ts.isBreakStatement(node))) break;
  }
  const word = ts.isBreakStatement(node) ? 'break' : 'continue';
  if (isInTry) {
    context.report(node, `${word} cannot leave a try`, 'set a variable and test it behind the try');
  } else if (isInSwitch) {
    context.report(
      node,
      'continue cannot leave a switch',
      'write if … else, or put the switch into a function',
    );
  }
}

function isInFinally(node: ts.Node): boolean {
  for (let up = node; !ts.isFunctionLike(up) && !ts.isSourceFile(up); up = up.parent) {
    if (ts.isTryStatement(up.parent) && up.parent.finallyBlock === up) return true;
  }
  return false;
}
