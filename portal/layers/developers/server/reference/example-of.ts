import { asArray, asObject, asText, isObject, own, type JsonObject } from './json';
import { mergeAllOf } from './merge-all-of';
import { resolve } from './resolve';

const MAX_DEPTH = 5;
const MAX_PROPERTIES = 30;
const MAX_NODES = 300;
const MAX_LENGTH = 4_000;

const samples: Record<string, unknown> = {
  string: 'string',
  integer: 0,
  number: 0,
  boolean: true,
  'date-time': '2026-01-31T09:00:00Z',
  date: '2026-01-31',
  uuid: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
  email: 'name@example.com',
  uri: 'https://example.com',
};

/** A media type's own example, or one made from its schema, as text; cut when it is long. Undefined when there is none. */
export function exampleOf(root: JsonObject, media: JsonObject): string | undefined {
  const [named] = Object.values(asObject(media.examples));
  const example =
    media.example ?? resolve(root, named).value.value ?? (media.schema && sampleOf(root, media.schema));
  if (example === undefined || example === null) return undefined;
  const text = typeof example === 'string' ? example : JSON.stringify(example, null, 2);
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}\n…` : text;
}

/** A value that a schema would allow, as far as types tell; a type inside itself is left out. */
export function sampleOf(
  root: JsonObject,
  schema: unknown,
  open: readonly string[] = [],
  left = { nodes: MAX_NODES },
): unknown {
  const { value, reference } = resolve(root, schema);
  if (open.length >= MAX_DEPTH || (reference && open.includes(reference)) || left.nodes <= 0)
    return undefined;
  left.nodes -= 1;
  const inner = [...open, reference ?? ''];
  const merged = mergeAllOf(root, value);
  const stated =
    merged.example ??
    asArray(merged.examples)[0] ??
    merged.default ??
    merged.const ??
    asArray(merged.enum)[0];
  if (stated !== undefined) return stated;
  const [variant] = [...asArray(merged.oneOf), ...asArray(merged.anyOf)];
  if (variant !== undefined && !merged.properties) return sampleOf(root, variant, inner, left);
  if (isObject(merged.properties)) return sampleObject(root, merged.properties, inner, left);
  if (isObject(merged.items)) {
    const item = sampleOf(root, merged.items, inner, left);
    return item === undefined ? [] : [item];
  }
  const type = asText(merged.type) ?? asText(asArray(merged.type).find((one) => one !== 'null'));
  if (type === 'object') return {};
  if (type === 'array') return [];
  return own(samples, asText(merged.format) ?? '') ?? own(samples, type ?? '');
}

function sampleObject(
  root: JsonObject,
  properties: JsonObject,
  open: readonly string[],
  left: { nodes: number },
): JsonObject {
  const sampled = Object.entries(properties)
    .slice(0, MAX_PROPERTIES)
    .map(([name, part]) => [name, sampleOf(root, part, open, left)] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(sampled);
}
