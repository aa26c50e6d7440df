import { v4 as randomId } from 'uuid';
import { isUuid } from '../schema/ids.ts';
import { entityProblems } from '../schema/entity-checks.ts';
import { randomKey } from '../schema/entities/consumers.ts';
import type { EntitySchema, Json, Row } from '../schema/field.ts';
import { entries } from '../schema/field.ts';
import type { PluginSchemas } from '../schema/plugin-schema.ts';
import { fillRecord, recordProblems } from '../schema/validate.ts';
import type { Violations } from '../schema/violation.ts';
import {
  entityMissing,
  foreignKeyUnresolved,
  foreignKeyViolation,
  primaryKeyViolation,
  schemaViolation,
  stillReferenced,
  uniqueViolation,
} from './kong-error.ts';
import type { Store } from './store.ts';
import type { Stored, Table } from './table.ts';

const isRow = (value: Json | undefined): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How Kong's data layer treats entities: defaults, validation, references, uniqueness, cascades. Throws KongError. */
export class Entities {
  readonly #store: Store;
  readonly #plugins: PluginSchemas;

  constructor(store: Store, plugins: PluginSchemas) {
    this.#store = store;
    this.#plugins = plugins;
  }

  /** Finds by id or by the entity's own key; nested credentials are also found by group or key. */
  find(table: Table, key: string): Stored | undefined {
    if (isUuid(key)) {
      const found = table.get(key);
      if (found) return live(found);
    }
    const { endpointKey } = table.schema;
    const found = endpointKey === undefined ? undefined : table.find(endpointKey, key);
    return found && live(found);
  }

  insert(table: Table, input: Row): Stored {
    const row = this.#complete(table, input, undefined);
    if (table.get(row.id)) throw primaryKeyViolation(row.id);
    return this.#write(table, row);
  }

  /** PUT: everything that is not given takes its default. */
  upsert(table: Table, key: string, input: Row): Stored {
    const existing = this.find(table, key);
    const { endpointKey } = table.schema;
    const named: Row = isUuid(key) ? { ...input, id: key } : { [endpointKey ?? 'id']: key, ...input };
    const row = this.#complete(table, existing ? { ...named, id: existing.id } : named, undefined);
    if (existing) row.created_at = existing.created_at ?? null;
    return this.#write(table, row);
  }

  /** PATCH: what is given replaces, records are merged. */
  update(table: Table, key: string, input: Row): Stored {
    const existing = this.find(table, key);
    if (!existing) throw entityMissing(keyRow(table.schema, key));
    const expanded = this.#expand(table.schema, input);
    const merged: Row = { ...existing };
    for (const [name, value] of Object.entries(expanded)) {
      merged[name] =
        isRow(value) && isRow(existing[name]) && name === 'config' ? mergeRows(existing[name], value) : value;
    }
    const row = this.#complete(table, { ...merged, id: existing.id }, existing);
    return this.#write(table, row);
  }

  /** Deletes with what cascades; refuses while something else refers to it. */
  delete(table: Table, row: Stored): void {
    const { name } = table.schema;
    const cascading: [Table, Stored][] = [];
    for (const other of this.#store.tables()) {
      for (const field of other.foreignFields) {
        if (field.reference !== name) continue;
        const children = other.children(field.name, row.id);
        if (children.size === 0) continue;
        if (!field.cascade) throw stillReferenced(name, other.schema.name);
        for (const id of children) {
          const child = other.get(id);
          if (child) cascading.push([other, child]);
        }
      }
    }
    for (const [other, child] of cascading) this.delete(other, child);
    this.#store.delete(name, row.id);
  }

  /** A row made whole and checked by its schema alone: no reference nor uniqueness is looked up. */
  check(schema: EntitySchema, input: Row): { row: Row; problems: Violations } {
    const full = this.#plugins.schemaOf(schema, input);
    const row = fillRecord(full.fields, this.#expand(schema, input));
    const problems = recordProblems(full.fields, row);
    const unknown = this.#plugins.nameProblem(schema, input);
    if (unknown !== undefined) return { row, problems: { name: unknown } };
    entityProblems(full.entity_checks, row, problems);
    return { row, problems };
  }

  #expand(schema: EntitySchema, input: Row): Row {
    return schema.expand ? schema.expand(input) : input;
  }

  #complete(table: Table, input: Row, existing: Stored | undefined): Stored {
    const { schema } = table;
    const { ttl, ...given } = input;
    const own = schema.ttl ? given : input;
    const resolved = this.#resolveReferences(table, own);
    const stamped = stamp(schema, resolved, existing);
    const { row, problems } = this.check(schema, stamped);
    if (Object.keys(problems).length > 0) throw schemaViolation(problems);
    const sealed = schema.seal && !(existing && own.password === existing.password) ? schema.seal(row) : row;
    if (schema.ttl) sealed.ttl = typeof ttl === 'number' ? expiry(ttl, existing) : (existing?.ttl ?? null);
    return sealed as Stored;
  }

  #resolveReferences(table: Table, input: Row): Row {
    const out = { ...input };
    for (const { name, reference } of table.foreignFields) {
      const value = out[name];
      if (!isRow(value) || 'id' in value) continue;
      const key = this.#store.table(reference).schema.endpointKey ?? 'id';
      if (typeof value[key] !== 'string') continue;
      const found = this.#store.table(reference).find(key, value[key]);
      if (!found) throw foreignKeyUnresolved(name, key, value[key], reference);
      out[name] = { id: found.id };
    }
    return out;
  }

  #write(table: Table, row: Stored): Stored {
    for (const { name, reference } of table.foreignFields) {
      const value = row[name];
      if (isRow(value) && !this.#store.table(reference).get(String(value.id))) {
        throw foreignKeyViolation(name, value, reference);
      }
    }
    for (const field of table.uniqueFields) {
      const value = row[field];
      const other = typeof value === 'string' ? table.find(field, value) : undefined;
      if (other && other.id !== row.id) throw uniqueViolation({ [field]: value ?? null });
    }
    const twin = table.findTwin(row);
    if (twin && twin.id !== row.id) {
      throw uniqueViolation(
        Object.fromEntries((table.schema.cacheKey ?? []).map((field) => [field, row[field] ?? null])),
      );
    }
    this.#store.put(table.schema.name, row);
    return row;
  }
}

/** The key that a path segment stands for, as messages name it. */
export function keyRow(schema: EntitySchema, key: string): Row {
  return isUuid(key) || schema.endpointKey === undefined ? { id: key } : { [schema.endpointKey]: key };
}

const mergeRows = (before: Row, after: Row): Row => {
  const out: Row = { ...before };
  for (const [key, value] of Object.entries(after)) {
    const old = out[key];
    out[key] = isRow(value) && isRow(old) ? mergeRows(old, value) : value;
  }
  return out;
};

function stamp(schema: EntitySchema, input: Row, existing: Stored | undefined): Row {
  const out: Row = { ...input };
  const milliseconds = Date.now();
  const now = schema.fractionalTimes ? milliseconds / 1000 : Math.floor(milliseconds / 1000);
  for (const [name, field] of entries(schema.fields)) {
    if (!field.auto) continue;
    if (name === 'updated_at') out[name] = now;
    else if (name === 'created_at') out[name] = existing?.created_at ?? out[name] ?? now;
    else if (out[name] === undefined || out[name] === null) out[name] = field.uuid ? randomId() : randomKey();
  }
  return out;
}

const expiry = (ttl: number, existing: Stored | undefined): Json =>
  existing?.ttl === ttl ? ttl : ttl === 0 ? null : Date.now() / 1000 + ttl;

/** A row that has not outlived its time; the time to live is kept as the moment of its end. */
export const live = (row: Stored): Stored | undefined =>
  typeof row.ttl === 'number' && row.ttl <= Date.now() / 1000 ? undefined : row;
