import ts from 'typescript';
import type { CheckContext } from './check-dialect.ts';
import { symbolOf } from './find-handlers.ts';
import { libraryOwner } from './types.ts';

/** Names that every object of JavaScript has, and none of Lua. */
const inherited = new Set([
  '__proto__',
  '__defineGetter__',
  '__lookupGetter__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'toLocaleString',
  'valueOf',
]);

/** Names: none of the runtime's, none inherited, no import, and no builtin taken as a value. */
export function checkNames(node: ts.Node, context: CheckContext): void {
  if (!ts.isIdentifier(node)) return;
  const { text, parent } = node;
  if (isMemberName(node)) {
    if (inherited.has(text)) {
      context.report(
        node,
        `${text} is inherited in JavaScript, and absent on the gateway`,
        'use another name',
      );
    }
    return;
  }
  if (text.startsWith('__')) {
    context.report(node, 'names that begin with __ belong to the gateway', 'choose another name');
  } else if (text === 'arguments') {
    context.report(node, 'arguments does not exist on the gateway', 'name the parameters, or write ...rest');
  } else if (text !== 'undefined') {
    const symbol = symbolOf(node, context.checker);
    if (symbol && symbol.flags & ts.SymbolFlags.Alias) {
      context.report(
        node,
        `${text} is imported, and imports do not reach the gateway`,
        'write it in this file',
      );
    } else if (libraryOwner(symbol?.declarations?.[0]) !== undefined && !isUsedInPlace(node, parent)) {
      context.report(
        node,
        `${text} cannot be passed on as a value`,
        `write a function around it, such as (x) => ${text}(x)`,
      );
    }
  }
}

function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isPropertyAssignment(parent)) return parent.name === node;
  return ts.isBindingElement(parent) && parent.propertyName === node;
}

function isUsedInPlace(node: ts.Identifier, parent: ts.Node): boolean {
  return (
    (ts.isCallExpression(parent) && parent.expression === node) ||
    (ts.isPropertyAccessExpression(parent) && parent.expression === node)
  );
}
