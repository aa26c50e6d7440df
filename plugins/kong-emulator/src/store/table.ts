import type { EntitySchema, Json, Row } from '../schema/field.ts';
import { entries } from '../schema/field.ts';

const idOf = (value: Json | undefined): string | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && typeof value.id === 'string'
    ? value.id
    : undefined;

/** A stored row: always with its id. */
export type Stored = Row & { id: string };

/** The rows of one entity with every index that the Admin API and the proxy read by: no look-up walks over all rows. */
export class Table {
  readonly schema: EntitySchema;
  readonly uniqueFields: readonly string[];
  readonly foreignFields: readonly { name: string; reference: string; cascade: boolean }[];
  readonly #rows = new Map<string, Stored>();
  readonly #unique = new Map<string, Map<string, string>>();
  readonly #cacheKeys = new Map<string, string>();
  readonly #referrers = new Map<string, Map<string, Set<string>>>();
  readonly #tags = new Map<string, Set<string>>();
  #order: string[] = [];
  #orderIsCurrent = true;

  constructor(schema: EntitySchema) {
    this.schema = schema;
    const fields = [...entries(schema.fields)];
    this.uniqueFields = fields.filter(([, field]) => field.unique).map(([name]) => name);
    this.foreignFields = fields
      .filter(([, field]) => field.type === 'foreign')
      .map(([name, field]) => ({
        name,
        reference: field.reference ?? '',
        cascade: field.on_delete === 'cascade',
      }));
    for (const name of this.uniqueFields) this.#unique.set(name, new Map());
    for (const { name } of this.foreignFields) this.#referrers.set(name, new Map());
  }

  get size(): number {
    return this.#rows.size;
  }

  values(): IterableIterator<Stored> {
    return this.#rows.values();
  }

  get(id: string): Stored | undefined {
    return this.#rows.get(id);
  }

  /** The row whose unique field has the value. */
  find(field: string, value: string): Stored | undefined {
    const id = this.#unique.get(field)?.get(value);
    return id === undefined ? undefined : this.#rows.get(id);
  }

  /** The row that has the same values in the fields that are unique together. */
  findTwin(row: Row): Stored | undefined {
    const key = this.#cacheKey(row);
    const id = key === undefined ? undefined : this.#cacheKeys.get(key);
    return id === undefined ? undefined : this.#rows.get(id);
  }

  /** Ids of the rows that refer to a parent by a field. */
  children(field: string, parentId: string): ReadonlySet<string> {
    return this.#referrers.get(field)?.get(parentId) ?? new Set();
  }

  tagged(tag: string): ReadonlySet<string> {
    return this.#tags.get(tag) ?? new Set();
  }

  tags(): IterableIterator<[string, ReadonlySet<string>]> {
    return this.#tags.entries();
  }

  /** All ids in Kong's order, which is that of the primary key. */
  order(): readonly string[] {
    if (!this.#orderIsCurrent) {
      this.#order = [...this.#rows.keys()].sort();
      this.#orderIsCurrent = true;
    }
    return this.#order;
  }

  put(row: Stored): void {
    this.delete(row.id);
    this.#rows.set(row.id, row);
    this.#orderIsCurrent = false;
    for (const [name, index] of this.#unique) {
      const value = row[name];
      if (typeof value === 'string') index.set(value, row.id);
    }
    const key = this.#cacheKey(row);
    if (key !== undefined) this.#cacheKeys.set(key, row.id);
    for (const [name, index] of this.#referrers) add(index, idOf(row[name]), row.id);
    for (const tag of tagsOf(row)) add(this.#tags, tag, row.id);
  }

  delete(id: string): void {
    const row = this.#rows.get(id);
    if (!row) return;
    this.#rows.delete(id);
    this.#orderIsCurrent = false;
    for (const [name, index] of this.#unique) {
      const value = row[name];
      if (typeof value === 'string' && index.get(value) === id) index.delete(value);
    }
    const key = this.#cacheKey(row);
    if (key !== undefined && this.#cacheKeys.get(key) === id) this.#cacheKeys.delete(key);
    for (const [name, index] of this.#referrers) remove(index, idOf(row[name]), id);
    for (const tag of tagsOf(row)) remove(this.#tags, tag, id);
  }

  #cacheKey(row: Row): string | undefined {
    return this.schema.cacheKey?.map((field) => idOf(row[field]) ?? String(row[field] ?? '')).join('\u0000');
  }
}

const tagsOf = (row: Row): string[] => (Array.isArray(row.tags) ? row.tags.map(String) : []);

function add(index: Map<string, Set<string>>, key: string | undefined, id: string): void {
  if (key === undefined) return;
  const set = index.get(key);
  if (set) set.add(id);
  else index.set(key, new Set([id]));
}

function remove(index: Map<string, Set<string>>, key: string | undefined, id: string): void {
  if (key === undefined) return;
  const set = index.get(key);
  set?.delete(id);
  if (set?.size === 0) index.delete(key);
}
