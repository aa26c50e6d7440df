import ts from 'typescript';
import type { CheckContext } from './check-dialect.ts';
import { importOf, moduleStatement, symbolOf, type ModuleStatement } from './find-handlers.ts';
import { isAuthored } from './program.ts';
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

/** Names: none of the runtime's, none inherited, no import of a package, and no builtin taken as a value. */
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
    const imported = importOf(node, context.checker);
    if (imported !== undefined) checkImport(node, imported, context);
    else if (libraryOwner(symbol?.declarations?.[0]) !== undefined && !isUsedInPlace(node, parent)) {
      context.report(
        node,
        `${text} cannot be passed on as a value`,
        `write a function around it, such as (x) => ${text}(x)`,
      );
    }
  }
}

/** Functions and constants of relative modules are translated with the handler; nothing else that is imported is. */
function checkImport(node: ts.Identifier, imported: ts.Declaration, context: CheckContext): void {
  const { text } = node;
  const from = ts.findAncestor(imported, ts.isImportDeclaration)?.moduleSpecifier;
  const module = from && context.checker.getSymbolAtLocation(from)?.valueDeclaration?.getSourceFile();
  if (module === undefined || !isAuthored(module)) {
    context.report(
      node,
      `${text} is imported, and imports do not reach the gateway`,
      'write it in this file',
    );
    return;
  }
  const statement = moduleStatement(symbolOf(node, context.checker));
  if (statement === undefined || !ts.isImportSpecifier(imported)) {
    context.report(
      node,
      `${text} is no function or constant of a module`,
      "import functions and constants by their names, such as import { f } from './file.ts'",
    );
  } else if (!isExportedInPlace(statement)) {
    context.report(
      node,
      `${text} is exported apart from its declaration`,
      'write export where it is declared',
    );
  }
}

function isExportedInPlace({ modifiers }: ModuleStatement): boolean {
  const kinds = modifiers?.map(({ kind }) => kind) ?? [];
  return kinds.includes(ts.SyntaxKind.ExportKeyword) && !kinds.includes(ts.SyntaxKind.DefaultKeyword);
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
