import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Stored } from './table.ts';
import type { Store } from './store.ts';

const delayMs = 100;

/** Keeps a store's rows in a file over restarts: written whole, atomically, at most 100 ms after a change and when it is closed. */
export class StateFile {
  readonly #path: string;
  readonly #store: Store;
  #timer: NodeJS.Timeout | undefined;

  constructor(path: string, store: Store) {
    this.#path = path;
    this.#store = store;
    this.#load();
    store.follow(() => this.#schedule());
  }

  /** Writes what is still to be written. */
  close(): void {
    if (this.#timer) this.#write();
  }

  #load(): void {
    if (!existsSync(this.#path)) return;
    const state = JSON.parse(readFileSync(this.#path, 'utf8')) as { tables: Record<string, Stored[]> };
    for (const table of this.#store.tables()) {
      for (const row of state.tables[table.schema.name] ?? []) this.#store.put(table.schema.name, row);
    }
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.#write(), delayMs);
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const tables = Object.fromEntries(
      [...this.#store.tables()].map((table) => [table.schema.name, [...table.values()]]),
    );
    const draft = `${this.#path}.${process.pid}.tmp`;
    writeFileSync(draft, JSON.stringify({ tables }), { mode: 0o600 });
    renameSync(draft, this.#path);
  }
}
