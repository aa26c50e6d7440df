import type { JsonSchema } from '@apim/sdk';
import { isSchemaObject, resolved } from './read-only.ts';

/** How a text of a request becomes a value: a list, an object, or one of the kinds, tried in order. */
export type ValueShape = {
  /** `number`, `boolean`, `string`. */
  readonly kinds: readonly string[];
  readonly items?: ValueShape;
  readonly props?: Readonly<Record<string, ValueShape>>;
  /** Of properties that are not named. */
  readonly rest?: ValueShape;
};

type Definitions = Readonly<Record<string, JsonSchema>>;
const anyText: ValueShape = { kinds: ['string'] };

/** Whether a shape of an object tells what members of other names are. */
export const hasOpenNames = (shape: ValueShape): boolean =>
  shape.rest !== undefined && shape.rest !== anyText;

/** What a schema's texts are, two levels deep: a parameter's list or object has plain values. */
export function shapeOf(schema: unknown, definitions: Definitions, levels = 2): ValueShape {
  const types = typesOf(schema, definitions, new Set());
  const has = (...names: string[]) => names.some((name) => types.has(name));
  const kinds = [
    ...(has('number', 'integer') ? ['number'] : []),
    ...(has('boolean') ? ['boolean'] : []),
    ...(has('string') || !has('number', 'integer', 'boolean') ? ['string'] : []),
  ];
  const parts = partsOf(schema, definitions);
  if (has('array') && levels > 0) {
    const items = parts.map((part) => part['items']).find((found) => found !== undefined) ?? true;
    return {
      kinds: has('string', 'number', 'integer', 'boolean') ? kinds : [],
      items: shapeOf(items, definitions, levels - 1),
    };
  }
  if (has('object') && levels > 0) {
    const properties = parts.flatMap((part) =>
      isSchemaObject(part['properties']) ? Object.entries(part['properties']) : [],
    );
    const rest = parts.map((part) => part['additionalProperties']).find(isSchemaObject);
    return {
      kinds: [],
      props: Object.fromEntries(
        properties.map(([name, property]) => [name, shapeOf(property, definitions, levels - 1)]),
      ),
      rest: rest ? shapeOf(rest, definitions, levels - 1) : anyText,
    };
  }
  return { kinds };
}

/** The schema, what it refers to and what it combines. */
function partsOf(schema: unknown, definitions: Definitions): Readonly<Record<string, unknown>>[] {
  const found = new Set<Readonly<Record<string, unknown>>>();
  const stack: unknown[] = [schema];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (!isSchemaObject(next) || found.has(next)) continue;
    found.add(next);
    stack.push(
      resolved(next, definitions),
      ...['allOf', 'anyOf', 'oneOf'].flatMap((key) => listOf(next[key])),
    );
  }
  return [...found];
}

/** Types that a value may have; empty when the schema does not tell. */
function typesOf(schema: unknown, definitions: Definitions, open: Set<unknown>): Set<string> {
  if (!isSchemaObject(schema) || open.has(schema)) return new Set();
  open.add(schema);
  const found = ownTypes(schema);
  const referred = typesOf(resolved(schema, definitions), definitions, open);
  const all = listOf(schema['allOf']).map((part) => typesOf(part, definitions, open));
  const any = ['anyOf', 'oneOf'].map(
    (key) => new Set(listOf(schema[key]).flatMap((part) => [...typesOf(part, definitions, open)])),
  );
  open.delete(schema);
  // What holds together: the first that tells is enough to read a text.
  return [found, referred, ...all, ...any].find((types) => types.size > 0) ?? new Set();
}

function ownTypes(schema: Readonly<Record<string, unknown>>): Set<string> {
  if (schema['type'] !== undefined) return new Set([schema['type']].flat().map(String));
  const values = Array.isArray(schema['enum']) ? (schema['enum'] as unknown[]) : listOf(schema['const']);
  if (values.length > 0) return new Set(values.map((value) => typeof value));
  if (schema['items'] !== undefined) return new Set(['array']);
  return new Set(schema['properties'] === undefined ? [] : ['object']);
}

const listOf = (value: unknown): unknown[] => (value === undefined ? [] : [value].flat());
