import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import type { AccessEvent } from '../event.ts';
import { append, columns, timestamp } from './access-event-table.ts';

/** Only what is new goes in; looking for known ids is limited to the batch's own span of time. */
const MOVE = `
  INSERT INTO access_event
  SELECT * FROM incoming
  WHERE NOT EXISTS (
    SELECT 1 FROM access_event known
    WHERE known.id = incoming.id AND known.occurred_at BETWEEN (SELECT min(occurred_at) FROM incoming) AND (SELECT max(occurred_at) FROM incoming))`;

export type Parameter = string | number | Date | null;

export interface EventStore {
  /** Stores a batch in one transaction; an event that is known by its id is left as it is. */
  add(events: readonly AccessEvent[]): Promise<void>;
  /** Rows of a query with `$name` parameters, as plain objects. */
  query<T>(sql: string, parameters: Record<string, Parameter>): Promise<T[]>;
  close(): Promise<void>;
}

/** Access events in an embedded DuckDB; `path` is its file, or `:memory:`. */
export async function openDuckdbStore(path: string): Promise<EventStore> {
  const instance = await DuckDBInstance.create(path, { threads: '2', memory_limit: '1GB' });
  const writer = await instance.connect();
  const reader = await instance.connect();
  await writer.run(`CREATE TABLE IF NOT EXISTS access_event (${columns})`);
  await writer.run(`CREATE TEMP TABLE incoming (${columns})`);
  let writing: Promise<unknown> = Promise.resolve();

  return {
    add(events) {
      const result = writing.then(() => addBatch(writer, events));
      writing = result.catch(() => {});
      return result;
    },
    async query<T>(sql: string, parameters: Record<string, Parameter>) {
      const bound = Object.fromEntries(
        Object.entries(parameters).map(([name, value]) => [name, bind(value)]),
      );
      return (await reader.runAndReadAll(sql, bound)).getRowObjectsJS() as T[];
    },
    async close() {
      await writing;
      reader.closeSync();
      writer.closeSync();
      instance.closeSync();
    },
  };
}

const bind = (value: Parameter): DuckDBValue => (value instanceof Date ? timestamp(value) : value);

async function addBatch(connection: DuckDBConnection, events: readonly AccessEvent[]): Promise<void> {
  await connection.run('BEGIN');
  try {
    await connection.run('DELETE FROM incoming');
    const appender = await connection.createAppender('incoming', 'main', 'temp');
    for (const event of new Map(events.map((one) => [one.id, one])).values()) append(appender, event);
    appender.closeSync();
    await connection.run(MOVE);
    await connection.run('COMMIT');
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => {});
    throw error;
  }
}
