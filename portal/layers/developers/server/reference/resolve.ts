import { asText, isObject, own, type JsonObject } from './json';

export interface Resolved {
  value: JsonObject;
  /** The last reference followed, such as `#/components/schemas/Customer`. */
  reference?: string;
}

/** Follows local references from a value to what they name; remote, broken or circular ones lead to an empty object. */
export function resolve(root: JsonObject, value: unknown): Resolved {
  const seen = new Set<string>();
  let current: unknown = value;
  let reference: string | undefined;
  for (;;) {
    const next = asText(own(current, '$ref'));
    if (next === undefined) return { value: isObject(current) ? current : {}, reference };
    if (seen.has(next) || !next.startsWith('#/')) return { value: {}, reference: next };
    seen.add(next);
    reference = next;
    current = at(root, next);
  }
}

function at(root: JsonObject, pointer: string): unknown {
  let current: unknown = root;
  for (const part of pointer.slice(2).split('/')) {
    const name = decode(part).replaceAll('~1', '/').replaceAll('~0', '~');
    current = Array.isArray(current) ? current[Number(name)] : own(current, name);
  }
  return current;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The name that a reference ends in. */
export const nameOf = (reference: string): string =>
  decode(reference.slice(reference.lastIndexOf('/') + 1))
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
