import { ecmaPattern } from './ecma-pattern.ts';
import { numberFormats, stringFormats } from './formats.ts';
import { isSchemaObject } from './read-only.ts';
import type { CompileScope } from './schema-compiler.ts';
import type { SchemaNode } from './schema-node.ts';

type SchemaObject = Readonly<Record<string, unknown>>;

const types = new Set(['null', 'boolean', 'object', 'array', 'number', 'string', 'integer']);
/** Keywords that are defined, and that this validator does not know. */
const unknownKeywords = [
  'unevaluatedProperties',
  'unevaluatedItems',
  '$dynamicRef',
  '$recursiveRef',
  'dependencies',
];

/** Types, enumerations and everything that combines schemas. `mapped` finds the node of a reference that was compiled. */
export function compileAlternatives(
  scope: CompileScope,
  node: SchemaNode,
  schema: SchemaObject,
  at: string,
  mapped: (reference: string) => number | undefined,
): void {
  for (const keyword of unknownKeywords) {
    if (schema[keyword] !== undefined && schema[keyword] !== true) {
      scope.refuse(node, `${at}/${keyword}`, 'is a keyword that the gateway cannot check');
    }
  }
  if (schema['type'] !== undefined) {
    const named = [schema['type']].flat();
    if (named.every((type) => typeof type === 'string' && types.has(type))) {
      node.types = Object.fromEntries(named.map((type) => [type, true]));
    } else {
      scope.refuse(
        node,
        `${at}/type`,
        `is ${JSON.stringify(schema['type'])}, which is no type of JSON Schema`,
      );
    }
  }
  const values = schema['enum'];
  if (Array.isArray(values)) node.enum = values.map((value) => JSON.stringify(value));
  else if (values !== undefined) scope.refuse(node, `${at}/enum`, 'is no list');
  if (schema['const'] !== undefined) {
    const constant = JSON.stringify(schema['const']);
    // Both hold, so what is left is the constant or nothing.
    node.enum = node.enum === undefined || node.enum.includes(constant) ? [constant] : [];
  }
  const list = (keyword: string): number[] | undefined => {
    const parts = schema[keyword];
    return Array.isArray(parts)
      ? parts.map((part, index) => scope.add(part, `${at}/${keyword}/${index}`))
      : undefined;
  };
  node.any = list('anyOf');
  node.one = list('oneOf');
  if (schema['not'] !== undefined) node.no = scope.add(schema['not'], `${at}/not`);
  if (schema['if'] !== undefined) {
    const branch = (keyword: 'then' | 'else') =>
      schema[keyword] === undefined ? undefined : scope.add(schema[keyword], `${at}/${keyword}`);
    node.cond = { if: scope.add(schema['if'], `${at}/if`), then: branch('then'), else: branch('else') };
  }
  node.pick = discriminator(schema, node, mapped);
}

/** A discriminator decides nothing; it says which alternative was meant. */
function discriminator(
  schema: SchemaObject,
  node: SchemaNode,
  mapped: (reference: string) => number | undefined,
): SchemaNode['pick'] {
  const { discriminator: given } = schema;
  const alternatives = [schema['oneOf'], schema['anyOf']].find((list) => Array.isArray(list)) as
    unknown[] | undefined;
  if (!isSchemaObject(given) || typeof given['propertyName'] !== 'string' || !alternatives) return undefined;
  const references = alternatives.flatMap((one) =>
    isSchemaObject(one) && typeof one['$ref'] === 'string' ? [one['$ref']] : [],
  );
  const implicit = references.map((reference) => [reference.slice('#/schemas/'.length), reference] as const);
  const explicit = isSchemaObject(given['mapping']) ? Object.entries(given['mapping']) : [];
  const by = [...implicit, ...explicit].flatMap(([value, reference]) => {
    const index = mapped(String(reference));
    // As the validator writes a text where it compares.
    return index === undefined ? [] : [[`"${value}`, index] as const];
  });
  return (node.one ?? node.any) && by.length > 0
    ? { property: given['propertyName'], by: Object.fromEntries(by) }
    : undefined;
}

/** A number of a keyword; what is none is told of. */
function limits<Name extends string>(
  scope: CompileScope,
  node: SchemaNode,
  schema: SchemaObject,
  at: string,
  keywords: Readonly<Record<string, Name>>,
): Partial<Record<Name, number>> {
  const found: Partial<Record<Name, number>> = {};
  for (const [keyword, name] of Object.entries(keywords)) {
    const value = schema[keyword];
    if (value === undefined) continue;
    if (typeof value === 'number' && Number.isFinite(value)) found[name] = value;
    else scope.refuse(node, `${at}/${keyword}`, 'is no number');
  }
  return found;
}

const orNothing = <Part extends object>(part: Part): Part | undefined =>
  Object.values(part).some((value) => value !== undefined) ? part : undefined;

export function compileString(scope: CompileScope, node: SchemaNode, schema: SchemaObject, at: string): void {
  const { pattern, format } = schema;
  node.str = orNothing({
    ...limits(scope, node, schema, at, { minLength: 'min', maxLength: 'max' }),
    ...(pattern !== undefined && { pattern: compilePattern(scope, node, pattern, `${at}/pattern`) }),
    ...(typeof format === 'string' && stringFormats.has(format) && { format }),
  });
}

function compilePattern(
  scope: CompileScope,
  node: SchemaNode,
  pattern: unknown,
  at: string,
): string | undefined {
  const compiled = typeof pattern === 'string' ? ecmaPattern(pattern) : { problem: 'is no text' };
  if ('pcre' in compiled) return compiled.pcre;
  scope.refuse(node, at, compiled.problem);
  return undefined;
}

export function compileNumber(scope: CompileScope, node: SchemaNode, schema: SchemaObject, at: string): void {
  const { format } = schema;
  const found = limits(scope, node, schema, at, {
    minimum: 'min',
    maximum: 'max',
    exclusiveMinimum: 'above',
    exclusiveMaximum: 'below',
    multipleOf: 'step',
  });
  if (found.step !== undefined && found.step <= 0) {
    delete found.step;
    scope.refuse(node, `${at}/multipleOf`, 'is not above 0');
  }
  node.num = orNothing({
    ...found,
    ...(typeof format === 'string' && numberFormats.has(format) && { format }),
  });
}

export function compileArray(scope: CompileScope, node: SchemaNode, schema: SchemaObject, at: string): void {
  const { prefixItems, items, contains, uniqueItems } = schema;
  const prefix = Array.isArray(prefixItems)
    ? prefixItems.map((item, index) => scope.add(item, `${at}/prefixItems/${index}`))
    : undefined;
  const { atLeast, atMost, ...sizes } = limits(scope, node, schema, at, {
    minItems: 'min',
    maxItems: 'max',
    minContains: 'atLeast',
    maxContains: 'atMost',
  });
  node.arr = orNothing({
    ...sizes,
    ...(uniqueItems === true && { unique: true as const }),
    prefix,
    items: items === undefined || items === true ? undefined : scope.add(items, `${at}/items`),
    ...(contains !== undefined && { contains: scope.add(contains, `${at}/contains`), atLeast, atMost }),
  });
}

export function compileObject(
  scope: CompileScope,
  node: SchemaNode,
  schema: SchemaObject,
  at: string,
  readOnly: ReadonlySet<string>,
): void {
  const { required, additionalProperties: rest, propertyNames, dependentRequired } = schema;
  const children = (keyword: string): [string, number][] => {
    const map = schema[keyword];
    if (!isSchemaObject(map)) return [];
    return Object.entries(map).map(([name, child]) => [name, scope.add(child, `${at}/${keyword}/${name}`)]);
  };
  const properties = children('properties');
  const patterns = children('patternProperties').flatMap(([text, child]) => {
    const pattern = compilePattern(scope, node, text, `${at}/patternProperties`);
    return pattern === undefined ? [] : [{ pattern, node: child }];
  });
  const unread = isSchemaObject(schema['patternProperties'])
    ? Object.keys(schema['patternProperties']).length > patterns.length
    : false;
  const schemas = children('dependentSchemas');
  const names = namesOf(required).filter((name) => !readOnly.has(name));
  // Draft 4 wrote `required: true` beside a property; it says nothing since.
  if (required !== undefined && typeof required !== 'boolean' && !Array.isArray(required)) {
    scope.refuse(node, `${at}/required`, 'is no list');
  }
  const needs = isSchemaObject(dependentRequired)
    ? Object.entries(dependentRequired).map(([name, list]) => [name, namesOf(list)] as const)
    : [];
  node.obj = orNothing({
    ...limits(scope, node, schema, at, { minProperties: 'min', maxProperties: 'max' }),
    required: names.length > 0 ? names : undefined,
    props: properties.length > 0 ? Object.fromEntries(properties) : undefined,
    patterns: patterns.length > 0 ? patterns : undefined,
    // A pattern that cannot be used may be what admits a name.
    rest:
      rest === undefined || rest === true || unread
        ? undefined
        : scope.add(rest, `${at}/additionalProperties`),
    names: propertyNames === undefined ? undefined : scope.add(propertyNames, `${at}/propertyNames`),
    needs: needs.length > 0 ? Object.fromEntries(needs) : undefined,
    schemas: schemas.length > 0 ? Object.fromEntries(schemas) : undefined,
  });
}

const namesOf = (list: unknown): string[] =>
  Array.isArray(list) ? list.filter((name) => typeof name === 'string') : [];
