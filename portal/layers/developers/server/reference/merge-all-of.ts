import { asArray, asObject, type JsonObject } from './json';
import { resolve } from './resolve';

/** Parts that name each other would multiply without an end. */
const MAX_PARTS = 100;

/** A schema with its `allOf` parts folded in: properties and required names joined, the rest from whoever says it first. */
export function mergeAllOf(root: JsonObject, schema: JsonObject, left = { parts: MAX_PARTS }): JsonObject {
  const parts = asArray(schema.allOf);
  if (parts.length === 0) return schema;
  const merged: JsonObject = { ...schema, properties: { ...asObject(schema.properties) } };
  const required = new Set(asArray(schema.required));
  for (const part of parts) {
    if (left.parts <= 0) break;
    left.parts -= 1;
    const folded = mergeAllOf(root, resolve(root, part).value, left);
    for (const [key, value] of Object.entries(folded)) if (!(key in merged)) merged[key] = value;
    merged.properties = { ...asObject(folded.properties), ...asObject(merged.properties) };
    for (const name of asArray(folded.required)) required.add(name);
  }
  merged.required = [...required];
  if (Object.keys(asObject(merged.properties)).length === 0) delete merged.properties;
  return merged;
}
