import ts from 'typescript';
import * as tstl from 'typescript-to-lua';
import { transformOrderedExpressions } from 'typescript-to-lua/dist/transformation/visitors/expression-list.js';
import { isOnly, kindsAt, kindsOf } from '../types.ts';
import { call, text } from './lua.ts';

type Context = tstl.TransformationContext;

/** `{ a: 1, ...b }` with its names in order. */
export const transformObject: tstl.FunctionVisitor<ts.ObjectLiteralExpression> = (node, context) => {
  let result: tstl.Expression | undefined;
  let run: ts.ObjectLiteralElementLike[] = [];
  const close = (): void => {
    if (run.length === 0 && result !== undefined) return;
    const object = members(run, context);
    result = result === undefined ? object : call('__assign', result, object);
    run = [];
  };
  for (const property of node.properties) {
    if (!ts.isSpreadAssignment(property)) {
      run.push(property);
      continue;
    }
    close();
    result = call('__assign', result as tstl.Expression, context.transformExpression(property.expression));
  }
  close();
  return result as tstl.Expression;
};

function members(properties: readonly ts.ObjectLiteralElementLike[], context: Context): tstl.Expression {
  const nodes = properties.flatMap((property): ts.Expression[] => {
    if (ts.isShorthandPropertyAssignment(property))
      return [ts.factory.createStringLiteral(property.name.text), property.name];
    if (!ts.isPropertyAssignment(property)) return [];
    const { name } = property;
    const key = ts.isComputedPropertyName(name)
      ? name.expression
      : ts.factory.createStringLiteral(nameText(name));
    return [key, property.initializer];
  });
  const values = transformOrderedExpressions(context, nodes);
  const fields = values.map((value) => tstl.createTableFieldExpression(value));
  return call('__object', tstl.createNumericLiteral(values.length), tstl.createTableExpression(fields));
}

export function nameText(name: ts.PropertyName): string {
  return ts.isNumericLiteral(name)
    ? String(Number(name.text))
    : (name as ts.Identifier | ts.StringLiteral).text;
}

/** `[a, ...b]`; a spread text gives its characters. */
export const transformArray: tstl.FunctionVisitor<ts.ArrayLiteralExpression> = (node, context) => {
  const expressions = node.elements.map((element) =>
    ts.isSpreadElement(element) ? element.expression : element,
  );
  const values = transformOrderedExpressions(context, expressions);
  const list = (items: tstl.Expression[]): tstl.Expression =>
    tstl.createTableExpression(items.map((item) => tstl.createTableFieldExpression(item)));
  if (!node.elements.some(ts.isSpreadElement)) return call('__list', list(values));
  const parts: tstl.Expression[] = [];
  let run: tstl.Expression[] = [];
  node.elements.forEach((element, index) => {
    const value = values[index] as tstl.Expression;
    if (!ts.isSpreadElement(element)) {
      run.push(value);
      return;
    }
    if (run.length > 0) parts.push(list(run));
    run = [];
    parts.push(iterated(element.expression, value, context));
  });
  if (run.length > 0) parts.push(list(run));
  return call('__spread', ...parts);
};

/** What is iterated: an array as it is, a text by its characters. */
export function iterated(node: ts.Expression, value: tstl.Expression, context: Context): tstl.Expression {
  return isOnly(kindsAt(node, context.checker), 'string') ? call('__s_chars', value) : value;
}

/** `text.length`, `text[i]` and elements; the rest is TypeScriptToLua's. */
export const transformProperty: tstl.FunctionVisitor<ts.PropertyAccessExpression> = (node, context) => {
  if (!ts.isOptionalChain(node) && node.name.text === 'length' && isTextAt(node.expression, context)) {
    return call('__s_length', context.transformExpression(node.expression));
  }
  return context.superTransformExpression(node);
};

export const transformElement: tstl.FunctionVisitor<ts.ElementAccessExpression> = (node, context) => {
  if (!ts.isOptionalChain(node) && isTextAt(node.expression, context)) {
    const [value, index] = transformOrderedExpressions(context, [node.expression, node.argumentExpression]);
    return call('__s_get', value as tstl.Expression, index as tstl.Expression);
  }
  return context.superTransformExpression(node);
};

function isTextAt(node: ts.Expression, context: Context): boolean {
  const type = context.checker.getNonNullableType(context.checker.getTypeAtLocation(node));
  return isOnly(kindsOf(type, context.checker), 'string');
}

export const transformDelete: tstl.FunctionVisitor<ts.DeleteExpression> = (node, context) => {
  const target = node.expression as ts.PropertyAccessExpression | ts.ElementAccessExpression;
  const [object, key] = ownerAndKey(target, context);
  return call('__delete', object, key);
};

/** The object and the name of `o.a` and `o[a]`, in JavaScript's order of evaluation. */
export function ownerAndKey(
  target: ts.PropertyAccessExpression | ts.ElementAccessExpression,
  context: Context,
): [tstl.Expression, tstl.Expression] {
  if (ts.isPropertyAccessExpression(target)) {
    return [context.transformExpression(target.expression), text(target.name.text)];
  }
  const [object, key] = transformOrderedExpressions(context, [target.expression, target.argumentExpression]);
  return [object as tstl.Expression, key as tstl.Expression];
}
