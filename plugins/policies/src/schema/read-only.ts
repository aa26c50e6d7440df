import type { JsonSchema } from '@apim/sdk';

type SchemaObject = Readonly<Record<string, unknown>>;

/**
 * Properties that a schema, with the parts of its `allOf` and what it refers to, calls read-only: a request may leave them out even
 * where they are required.
 */
export function readOnlyNames(
  schema: SchemaObject,
  definitions: Readonly<Record<string, JsonSchema>>,
): string[] {
  const found: string[] = [];
  const seen = new Set<unknown>();
  const stack: unknown[] = [schema];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (!isSchemaObject(next) || seen.has(next)) continue;
    seen.add(next);
    stack.push(
      resolved(next, definitions),
      ...(Array.isArray(next['allOf']) ? (next['allOf'] as unknown[]) : []),
    );
    const properties = next['properties'];
    if (!isSchemaObject(properties)) continue;
    for (const [name, property] of Object.entries(properties)) {
      if (isReadOnly(property, definitions)) found.push(name);
    }
  }
  return found;
}

function isReadOnly(schema: unknown, definitions: Readonly<Record<string, JsonSchema>>): boolean {
  const seen = new Set<unknown>();
  for (let next = schema; isSchemaObject(next) && !seen.has(next); next = resolved(next, definitions)) {
    if (next['readOnly'] === true) return true;
    seen.add(next);
  }
  return false;
}

/** What a `$ref` names; undefined without one. */
export function resolved(schema: SchemaObject, definitions: Readonly<Record<string, JsonSchema>>): unknown {
  const reference = schema['$ref'];
  if (typeof reference !== 'string') return undefined;
  const name = reference.slice('#/schemas/'.length);
  return Object.hasOwn(definitions, name) ? definitions[name] : undefined;
}

export const isSchemaObject = (value: unknown): value is SchemaObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
