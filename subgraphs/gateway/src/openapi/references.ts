import { DomainError } from '@apim/kit/errors';
import { isObject, ownValue, pointerOf, textOf, type JsonObject } from './document.ts';

const field = 'input.document';

/** Keys whose children are named by the author, so that none of them is a keyword. */
const maps = new Set(
  `properties patternProperties definitions $defs dependentSchemas schemas responses parameters examples requestBodies headers
   securitySchemes links callbacks pathItems mediaTypes paths webhooks variables encoding content`.split(
    /\s+/,
  ),
);
/** Keys whose values are data, in which a `$ref` means nothing. */
const literals = new Set(['example', 'default', 'enum', 'const', 'value']);

/**
 * Throws where a `$ref` leaves the document, points at nothing, or leads only to other references and back to itself. Nothing is
 * ever fetched. Schemas that contain themselves are fine.
 */
export function checkReferences(document: JsonObject): void {
  const checked = new Set<string>();
  const visited = new Set<object>();
  const anchors = new Set<string>();
  const found: { reference: string; path: (string | number)[] }[] = [];
  const stack: { node: unknown; path: (string | number)[]; isMap: boolean }[] = [
    { node: document, path: [], isMap: false },
  ];
  for (let item = stack.pop(); item; item = stack.pop()) {
    const { node, path, isMap } = item;
    if (node === null || typeof node !== 'object' || visited.has(node)) continue;
    visited.add(node);
    const reference = isMap ? undefined : textOf(ownValue(node, '$ref'));
    if (reference !== undefined && !checked.has(reference)) {
      checked.add(reference);
      found.push({ reference, path });
    }
    for (const name of ['$anchor', '$dynamicAnchor']) {
      const anchor = textOf(ownValue(node, name));
      if (anchor !== undefined && !isMap) anchors.add(`#${anchor}`);
    }
    const isList = Array.isArray(node);
    for (const [key, child] of Object.entries(node)) {
      if (!isMap && !isList && (literals.has(key) || key.startsWith('x-'))) continue;
      stack.push({
        node: child,
        path: [...path, key],
        isMap: !isMap && !isList && maps.has(key) && isObject(child),
      });
    }
  }
  for (const { reference, path } of found) {
    if (!anchors.has(reference)) follow(document, reference, pointerOf(path));
  }
}

/** The value behind a chain of references; throws as `checkReferences` says. `at` is where the first one stands. */
export function follow(document: JsonObject, first: string, at: string): unknown {
  const seen = new Set<string>();
  let reference: string | undefined = first;
  let value: unknown;
  while (reference !== undefined) {
    if (seen.has(reference)) throw refused('REFERENCE_CYCLIC', first, at, 'leads only to itself');
    seen.add(reference);
    if (!reference.startsWith('#')) {
      throw refused('REFERENCE_REMOTE', reference, at, 'leaves the document; nothing is fetched');
    }
    value = lookUp(document, reference);
    if (value === undefined)
      throw refused('DOCUMENT_INVALID', reference, at, 'points at nothing', missingRemedy);
    reference = textOf(ownValue(value, '$ref'));
  }
  return value;
}

const missingRemedy = 'Add the definition, or correct the reference.';

/** What one local reference points at, itself perhaps a reference; undefined for nothing and for anchors. */
export function lookUp(document: JsonObject, reference: string): unknown {
  if (reference === '#') return document;
  let value: unknown = document;
  for (const part of reference.slice(1).split('/').slice(1)) {
    value = ownValue(value, decode(part).replaceAll('~1', '/').replaceAll('~0', '~'));
  }
  return reference.startsWith('#/') ? value : undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function refused(
  code: 'REFERENCE_CYCLIC' | 'REFERENCE_REMOTE' | 'DOCUMENT_INVALID',
  reference: string,
  path: string,
  problem: string,
  remedy?: string,
): DomainError {
  const shown = reference.length > 200 ? `${reference.slice(0, 200)}…` : reference;
  return new DomainError(code, `The $ref ${JSON.stringify(shown)} at ${path} ${problem}.`, {
    field,
    remedy,
    details: { path, reference: shown },
  });
}
