import { asArray, asObject, type JsonObject } from './json';
import { resolve } from './resolve';

const MAX_DEPTH = 8;

/** A schema with its `allOf` parts folded in: properties and required names joined, the rest from whoever says it first. */
export function mergeAllOf(root: JsonObject, schema: JsonObject, depth = 0): JsonObject {
  const parts = asArray(schema.allOf);
  if (parts.length === 0) return schema;
  if (depth >= MAX_DEPTH) return schema;
  const merged: JsonObject = { ...schema, properties: { ...asObject(schema.properties) } };
  const required = new Set(asArray(schema.required));
  for (const part of parts) {
    const folded = mergeAllOf(root, resolve(root, part).value, depth + 1);
    for (const [key, value] of Object.entries(folded)) if (!(key in merged)) merged[key] = value;
    merged.properties = { ...asObject(folded.properties), ...asObject(merged.properties) };
    for (const name of asArray(folded.required)) required.add(name);
  }
  merged.required = [...required];
  if (Object.keys(asObject(merged.properties)).length === 0) delete merged.properties;
  return merged;
}
