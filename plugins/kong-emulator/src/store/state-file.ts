import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Change, Store } from './store.ts';
import type { Stored } from './table.ts';

const delayMs = 100;
/** A journal this many times longer than what it describes is written anew. */
const slack = 4;

/** One line of the file: a row as it is from then on, or the id of one that is gone. */
interface Entry {
  table: string;
  row?: Stored;
  gone?: string;
}

/**
 * Keeps a store's rows in a file over restarts: a line a change, appended at most 100 ms after it and when the file is
 * closed, so that a change costs its own size. The file is written anew, atomically, at the start and when it has grown; a
 * last line that was cut off by a crash is left out.
 */
export class StateFile {
  readonly #path: string;
  readonly #store: Store;
  #pending: string[] = [];
  #lines = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(path: string, store: Store) {
    this.#path = path;
    this.#store = store;
    this.#load();
    this.#rewrite();
    store.follow((change) => this.#note(change));
  }

  /** Writes what is still to be written. */
  close(): void {
    this.#flush();
  }

  #load(): void {
    if (!existsSync(this.#path)) return;
    const lines = readFileSync(this.#path, 'utf8').split('\n');
    lines.forEach((line, index) => {
      if (line === '') return;
      let entry: Entry;
      try {
        entry = JSON.parse(line) as Entry;
      } catch {
        if (index >= lines.length - 2) return;
        throw new Error(`${this.#path} line ${index + 1} is unreadable; move the file away to start empty`);
      }
      if (entry.row) this.#store.put(entry.table, entry.row);
      else if (entry.gone !== undefined) this.#store.delete(entry.table, entry.gone);
    });
  }

  #note({ table, before, after }: Change): void {
    const entry: Entry = after ? { table, row: after } : { table, gone: before?.id ?? '' };
    this.#pending.push(JSON.stringify(entry));
    this.#timer ??= setTimeout(() => this.#flush(), delayMs);
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#pending.length === 0) return;
    this.#lines += this.#pending.length;
    const rows = [...this.#store.tables()].reduce((sum, table) => sum + table.size, 0);
    if (this.#lines > 1000 && this.#lines > rows * slack) {
      this.#rewrite();
      return;
    }
    appendFileSync(this.#path, `${this.#pending.join('\n')}\n`);
    this.#pending = [];
  }

  #rewrite(): void {
    this.#pending = [];
    const lines: string[] = [];
    for (const table of this.#store.tables()) {
      for (const row of table.values())
        lines.push(JSON.stringify({ table: table.schema.name, row } satisfies Entry));
    }
    this.#lines = lines.length;
    const draft = `${this.#path}.${process.pid}.tmp`;
    writeFileSync(draft, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 });
    renameSync(draft, this.#path);
  }
}
