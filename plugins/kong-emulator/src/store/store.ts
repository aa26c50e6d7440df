import { entitySchemas } from '../schema/entities.ts';
import { Table, type Stored } from './table.ts';

/** One change of the store, for the router and the plugin index to follow. */
export type Change = { table: string; before: Stored | undefined; after: Stored | undefined };

/** All tables, and who follows their changes. */
export class Store {
  readonly #tables = new Map<string, Table>();
  readonly #followers: ((change: Change) => void)[] = [];

  constructor() {
    for (const schema of entitySchemas) this.#tables.set(schema.name, new Table(schema));
  }

  table(name: string): Table {
    const table = this.#tables.get(name);
    if (!table) throw new Error(`no table named ${name}`);
    return table;
  }

  tables(): IterableIterator<Table> {
    return this.#tables.values();
  }

  /** Calls back after every change. */
  follow(follower: (change: Change) => void): void {
    this.#followers.push(follower);
  }

  put(table: string, row: Stored): void {
    const before = this.table(table).get(row.id);
    this.table(table).put(row);
    for (const follower of this.#followers) follower({ table, before, after: row });
  }

  delete(table: string, id: string): void {
    const before = this.table(table).get(id);
    if (!before) return;
    this.table(table).delete(id);
    for (const follower of this.#followers) follower({ table, before, after: undefined });
  }

  /** Puts the given rows in the place of everything; rows that differ in their times alone stay as they are, and so does what works by them. */
  replace(rows: readonly { table: string; row: Stored }[]): void {
    const kept = new Set(rows.map(({ table, row }) => `${table}/${row.id}`));
    for (const table of this.#tables.values()) {
      const { name } = table.schema;
      for (const id of [...table.order()]) if (!kept.has(`${name}/${id}`)) this.delete(name, id);
    }
    for (const { table, row } of rows) {
      const known = this.table(table).get(row.id);
      if (!known || contentOf(known) !== contentOf(row)) this.put(table, row);
    }
  }
}

const contentOf = (row: Stored): string =>
  JSON.stringify(
    Object.entries(row)
      .filter(([name]) => name !== 'created_at' && name !== 'updated_at')
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
