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

  /** Puts the given rows in the place of everything. */
  replace(rows: Iterable<{ table: string; row: Stored }>): void {
    for (const table of this.#tables.values()) {
      for (const id of [...table.order()]) this.delete(table.schema.name, id);
    }
    for (const { table, row } of rows) this.put(table, row);
  }
}
