import { asArray, asObject, asText, own, type JsonObject } from './json';
import { resolve } from './resolve';

/** Where an operation stands in its document; cheap, so that thousands can be listed. */
export interface ListedOperation {
  anchor: string;
  method: string;
  path: string;
  tag: string;
  summary?: string;
  /** In lower case, what a search looks into. */
  searchable: string;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'trace', 'query'];
export const UNTAGGED = 'Operations';

/** A document's operations, grouped by their first tag: first the tags that the document lists, in its order. */
export function listOperations(root: JsonObject): ListedOperation[] {
  const byTag = new Map<string, ListedOperation[]>();
  for (const tag of asArray(root.tags)) byTag.set(asText(own(tag, 'name')) ?? UNTAGGED, []);
  const anchors = new Set<string>();
  for (const [path, item] of Object.entries(asObject(root.paths))) {
    const { value } = resolve(root, item);
    for (const method of METHODS) {
      const operation = own(value, method);
      if (operation === undefined) continue;
      const listed = list(method, path, asObject(operation), anchors);
      const group = byTag.get(listed.tag);
      if (group) group.push(listed);
      else byTag.set(listed.tag, [listed]);
    }
  }
  return [...byTag.values()].flat();
}

function list(method: string, path: string, operation: JsonObject, anchors: Set<string>): ListedOperation {
  const summary = asText(operation.summary);
  const tag = asText(asArray(operation.tags)[0]) ?? UNTAGGED;
  const searchable = [method, path, summary, asText(operation.operationId), tag].join(' ').toLowerCase();
  return { anchor: anchorFor(`${method}-${path}`, anchors), method, path, tag, summary, searchable };
}

function anchorFor(text: string, taken: Set<string>): string {
  const base = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  let anchor = base;
  for (let number = 2; taken.has(anchor); number += 1) anchor = `${base}-${number}`;
  taken.add(anchor);
  return anchor;
}

/** How many operations each tag has, in the order of the list. */
export function countTags(operations: ListedOperation[]): { name: string; operations: number }[] {
  const counts = new Map<string, number>();
  for (const { tag } of operations) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return [...counts].map(([name, number]) => ({ name, operations: number }));
}
