import type { Json, Row } from '../schema/field.ts';
import { KongError } from './kong-error.ts';
import { live } from './entities.ts';
import type { Stored, Table } from './table.ts';

/** One page of rows, and where the next begins. */
export interface Page {
  rows: Stored[];
  offset: string | undefined;
}

const option = (name: string, problem: string): KongError =>
  new KongError(400, {
    message: `invalid option (${name}: ${problem})`,
    options: { [name]: problem },
    name: 'invalid options',
    code: 11,
  });

function sizeOf(text: string | undefined): number {
  if (text === undefined) return 100;
  const size = Number(text);
  if (Number.isInteger(size) && size >= 1 && size <= 1000) return size;
  throw new KongError(400, {
    message: 'size must be an integer between 1 and 1000',
    code: 9,
    name: 'invalid size',
  });
}

function offsetOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    const [id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as Json[];
    if (typeof id === 'string') return id;
  } catch {
    // Falls through to the refusal.
  }
  throw new KongError(400, {
    message: `'${text}' is not a valid offset: bad base64 encoding`,
    name: 'invalid offset',
    fields: { offset: text } satisfies Row,
    code: 7,
  });
}

/** The ids that carry all of `a,b`, or any of `a/b`. */
function taggedIds(table: Table, tags: string): Iterable<string> {
  if (tags === '') throw option('tags', 'cannot be null');
  const every = tags.split(',');
  const any = tags.split('/');
  if ((every.length > 1 && any.length > 1) || [...every, ...any].includes('')) {
    throw option('tags', 'invalid filter syntax');
  }
  if (any.length > 1) return [...new Set(any.flatMap((tag) => [...table.tagged(tag)]))].sort();
  const [first = new Set<string>(), ...rest] = every
    .map((tag) => table.tagged(tag))
    .sort((left, right) => left.size - right.size);
  return [...first].filter((id) => rest.every((set) => set.has(id))).sort();
}

function startAfter(ids: readonly string[], after: string | undefined): number {
  if (after === undefined) return 0;
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ids[middle] ?? '') <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A page of a table, by Kong's `size`, `offset` and `tags`, of all rows or of those given. */
export function pageOf(table: Table, query: URLSearchParams, among?: ReadonlySet<string>): Page {
  const size = sizeOf(query.get('size') ?? undefined);
  const after = offsetOf(query.get('offset') ?? undefined);
  const tags = query.get('tags');
  const ids = tags !== null ? [...taggedIds(table, tags)] : among ? [...among].sort() : table.order();
  const chosen = tags !== null && among ? ids.filter((id) => among.has(id)) : ids;
  const start = startAfter(chosen, after);
  const slice = chosen.slice(start, start + size);
  const rows = slice.map((id) => table.get(id)).filter((row) => row !== undefined && live(row)) as Stored[];
  const last = slice.at(-1);
  const more = start + size < chosen.length;
  return {
    rows,
    offset: more && last ? Buffer.from(JSON.stringify([last])).toString('base64url') : undefined,
  };
}
