import { v4 as randomId } from 'uuid';
import { entitySchema, entitySchemas } from '../schema/entities.ts';
import type { EntitySchema, Json, Row } from '../schema/field.ts';
import { entries } from '../schema/field.ts';
import { declarativeId, isUuid } from '../schema/ids.ts';
import { put, type Violations } from '../schema/violation.ts';
import { DeclarativeErrors, type EntityFault } from './declarative-errors.ts';
import type { Entities } from './entities.ts';
import { Table, type Stored } from './table.ts';

export { DeclarativeErrors };

/** Rows of a configuration in the order in which they may be stored. */
export type Loaded = { table: string; row: Stored }[];

interface Found {
  schema: EntitySchema;
  given: Row;
  row: Stored;
  path: string[];
}

const isRow = (value: Json | undefined): value is Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const versions = ['1.1', '2.1', '3.0'];
const settings = new Set(['_format_version', '_transform', '_comment', '_info', '_ignore', '_workspace']);
/** Stands for a reference that is looked up later, so that the schema finds an id. */
const unresolved = '00000000-0000-0000-0000-000000000000';

/** Which lists a kind of entity may carry inside itself, and the field by which their members refer to it. */
const children = new Map(
  entitySchemas.map((parent) => {
    const lists = entitySchemas.flatMap((child) =>
      [...entries(child.fields)]
        .filter(
          ([, field]) => !child.isInternal && field.type === 'foreign' && field.reference === parent.name,
        )
        .map(([field]) => [child.name, { child, field }] as const),
    );
    return [parent.name, new Map(lists)] as const;
  }),
);

class Reader {
  readonly found: Found[] = [];
  readonly faults: EntityFault[] = [];
  readonly tree: Violations = {};
  readonly leftover: Violations = {};
  readonly #entities: Entities;
  readonly #now = Math.floor(Date.now() / 1000);

  constructor(entities: Entities) {
    this.#entities = entities;
  }

  readList(schema: EntitySchema, list: Json, path: string[], parent?: { field: string; id: string }): void {
    if (!Array.isArray(list)) {
      if (list === null || (isRow(list) && Object.keys(list).length === 0)) return;
      put(this.tree, path, 'expected an array');
      put(this.leftover, path, 'expected an array');
      return;
    }
    list.forEach((item, index) => {
      if (isRow(item)) this.#readEntity(schema, item, [...path, String(index)], parent);
      else put(this.tree, [...path, String(index)], 'expected a record');
    });
  }

  #readEntity(schema: EntitySchema, item: Row, path: string[], parent?: { field: string; id: string }): void {
    const lists = children.get(schema.name) ?? new Map<string, { child: EntitySchema; field: string }>();
    const own: Row = {};
    for (const [name, value] of Object.entries(item)) {
      const isTransientSni = schema.name === 'certificates' && name === 'snis';
      if (!lists.has(name) && !isTransientSni) own[name] = value;
    }
    const { ttl, ...given } = own;
    const input: Row = { ...(schema.ttl ? given : own), id: own.id ?? this.#idOf(schema, own) };
    if (parent) input[parent.field] = { id: parent.id };
    for (const [name, field] of entries(schema.fields)) {
      if (name === 'created_at' || name === 'updated_at') input[name] = input[name] ?? this.#now;
      if (field.type === 'foreign' && typeof input[name] === 'string') input[name] = { id: unresolved };
      else if (field.type === 'foreign' && isRow(input[name]) && !('id' in input[name]))
        input[name] = { id: unresolved };
    }
    const { row, problems } = this.#entities.check(schema, input);
    if (Object.keys(problems).length > 0) this.#fault(schema, own, problems, path);
    if (schema.ttl) row.ttl = typeof ttl === 'number' ? Date.now() / 1000 + ttl : null;
    this.found.push({ schema, given: own, row: row as Stored, path });
    for (const [name, { child, field }] of lists) {
      const list = item[name];
      if (list !== undefined) this.readList(child, list, [...path, name], { field, id: String(row.id) });
    }
  }

  /** Kong's own derivation where the key is unique; credentials get random ids there too. */
  #idOf(schema: EntitySchema, own: Row): string {
    const key = schema.endpointKey === undefined ? undefined : own[schema.endpointKey];
    const isUnique = [...entries(schema.fields)].some(
      ([name, field]) => name === schema.endpointKey && field.unique,
    );
    const isCredential = [...entries(schema.fields)].some(
      ([name, field]) => name === 'consumer' && field.required,
    );
    return isUnique && !isCredential && !schema.cacheKey && typeof key === 'string'
      ? declarativeId(schema.name, key)
      : randomId();
  }

  #fault(schema: EntitySchema, entity: Row, problems: Violations, path: string[]): void {
    this.faults.push({ table: schema.name, entity, problems });
    for (const [field, problem] of Object.entries(problems)) put(this.tree, [...path, field], problem);
  }

  resolveReferences(): void {
    const tables = new Map(entitySchemas.map((schema) => [schema.name, new Table(schema)]));
    for (const { schema, row } of this.found) tables.get(schema.name)?.put(row);
    for (const { schema, given, row } of this.found) {
      for (const [name, field] of entries(schema.fields)) {
        const value = given[name];
        if (field.type !== 'foreign' || value === undefined || value === null) continue;
        const reference = field.reference ?? '';
        const table = tables.get(reference);
        const endpointKey = table?.schema.endpointKey ?? 'id';
        const key = isRow(value) ? String(value.id ?? value[endpointKey]) : String(value);
        const target = (isUuid(key) ? table?.get(key) : undefined) ?? table?.find(endpointKey, key);
        if (target) row[name] = { id: target.id };
        else
          this.#badReference(
            schema,
            row,
            `invalid reference '${name}: ${key}' (no such entry in '${reference}')`,
          );
      }
    }
  }

  #badReference(schema: EntitySchema, row: Stored, problem: string): void {
    const label = schema.endpointKey === undefined ? row.id : String(row[schema.endpointKey] ?? row.id);
    put(this.tree, [schema.name, label], [problem]);
  }

  checkUniqueness(): void {
    const tables = new Map(entitySchemas.map((schema) => [schema.name, new Table(schema)]));
    for (const { schema, given, row, path } of this.found) {
      const table = tables.get(schema.name);
      if (!table) continue;
      const clash = ['id', ...table.uniqueFields].find((field) => {
        const value = row[field];
        return typeof value === 'string' && (field === 'id' ? false : table.find(field, value) !== undefined);
      });
      const twin = schema.cacheKey && table.findTwin(row);
      const field = clash ?? (table.get(row.id) ? 'id' : undefined);
      if (field !== undefined || twin) {
        const value = String(row[field ?? schema.endpointKey ?? 'id'] ?? row.id);
        const name = field ?? schema.endpointKey ?? 'id';
        const problem = `uniqueness violation: '${schema.name}' entity with ${name} set to '${value}' already declared`;
        this.#fault(schema, { ...given, id: row.id }, { '@entity': [problem] }, path);
        continue;
      }
      table.put(row);
    }
  }
}

/** `1.0` → 1: a tree whose keys are all indexes becomes a list, as Lua's JSON prints it. */
function listify(value: Json): Json {
  if (!isRow(value)) return value;
  const keys = Object.keys(value);
  if (keys.length > 0 && keys.every((key) => /^\d+$/.test(key))) {
    const list: Json[] = Array.from({ length: Math.max(...keys.map(Number)) + 1 }, () => null);
    for (const key of keys) list[Number(key)] = listify(value[key] ?? null);
    return list;
  }
  return Object.fromEntries(keys.map((key) => [key, listify(value[key] ?? null)]));
}

/** A declarative configuration as rows to store, defaults put in and references resolved; or everything that is wrong with it. */
export function readDeclarative(document: Row, entities: Entities): Loaded | DeclarativeErrors {
  const reader = new Reader(entities);
  const version = document._format_version;
  const complain = (field: string, problem: string): void => {
    reader.tree[field] = problem;
    reader.leftover[field] = problem;
  };
  if (version === undefined || version === null) complain('_format_version', 'required field missing');
  else if (typeof version !== 'string') complain('_format_version', 'expected a string');
  else if (!versions.includes(version))
    complain('_format_version', `expected one of: ${versions.join(', ')}`);
  for (const [name, value] of Object.entries(document)) {
    if (settings.has(name)) continue;
    const schema = entitySchema(name);
    if (schema && !schema.isInternal) reader.readList(schema, value, [name]);
    else complain(name, 'unknown field');
  }
  const isClean = (): boolean => Object.keys(reader.tree).length === 0;
  if (isClean()) reader.resolveReferences();
  if (isClean()) reader.checkUniqueness();
  if (!isClean())
    return new DeclarativeErrors(listify(reader.tree) as Violations, reader.faults, reader.leftover);
  const order = new Map(entitySchemas.map((schema, index) => [schema.name, index]));
  return reader.found
    .map(({ schema, row }) => ({ table: schema.name, row: schema.seal ? (schema.seal(row) as Stored) : row }))
    .sort((left, right) => (order.get(left.table) ?? 0) - (order.get(right.table) ?? 0));
}
