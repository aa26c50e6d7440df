import ts from 'typescript';
import * as tstl from 'typescript-to-lua';
import { transformCallAndArguments } from 'typescript-to-lua/dist/transformation/visitors/call.js';
import { transformExpressionList } from 'typescript-to-lua/dist/transformation/visitors/expression-list.js';
import { bare, libraryOwner } from '../types.ts';
import { call } from './lua.ts';

/** Where the functions of a library type live in our runtime. */
const prefixes: Readonly<Record<string, string>> = {
  String: '__s_',
  Number: '__n_',
  NumberConstructor: '__n_',
  Math: '__m_',
  ObjectConstructor: '__o_',
  ReadonlyArray: '__a_',
  Array: '__a_',
};

const conversions: Readonly<Record<string, `__${string}`>> = {
  NumberConstructor: '__n_parse',
  StringConstructor: '__text',
};

/** Calls of the dialect's library become calls of our runtime with the object as the first argument. */
export const transformCall: tstl.FunctionVisitor<ts.CallExpression> = (node, context) => {
  if (ts.isOptionalChain(node)) return context.superTransformExpression(node);
  const callee = bare(node.expression);
  const owner = libraryOwner(context.checker.getResolvedSignature(original(node))?.declaration);
  if (owner === undefined) {
    // Nothing in the dialect has a `this`, so nothing is called as a method.
    const [called, args] = transformCallAndArguments(context, node.expression, node.arguments);
    return tstl.createCallExpression(called, args, node);
  }
  if (!ts.isPropertyAccessExpression(callee)) {
    return call(conversionOf(node, context), ...transformExpressionList(context, [...node.arguments]));
  }
  const name = callee.name.text;
  if (owner === 'ArrayConstructor')
    return call('__is_array', ...transformExpressionList(context, [...node.arguments]));
  if (name === 'toString') return call('__text', context.transformExpression(callee.expression));
  const isStatic = owner.endsWith('Constructor') || owner === 'Math';
  const args = isStatic ? [...node.arguments] : [callee.expression, ...node.arguments];
  return call(`${prefixes[owner] ?? ''}${name}` as `__${string}`, ...transformExpressionList(context, args));
};

function conversionOf(node: ts.CallExpression, context: tstl.TransformationContext): `__${string}` {
  const type = context.checker.getTypeAtLocation(node.expression).symbol?.name ?? '';
  return conversions[type] ?? '__s_encode';
}

const original = (node: ts.CallExpression): ts.CallExpression =>
  ts.getOriginalNode(node, ts.isCallExpression) as ts.CallExpression;
