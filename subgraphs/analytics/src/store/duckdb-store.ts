import {
  DuckDBInstance,
  timestampValue,
  type DuckDBAppender,
  type DuckDBConnection,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { AccessEvent } from '../event.ts';

const COLUMNS = `
  id VARCHAR NOT NULL, occurred_at TIMESTAMP NOT NULL, organization_id VARCHAR, project_id VARCHAR, api_id VARCHAR, operation_id VARCHAR, application_id VARCHAR,
  consumer_organization_id VARCHAR, method VARCHAR NOT NULL, path VARCHAR NOT NULL, status SMALLINT NOT NULL, latency_ms INTEGER NOT NULL,
  upstream_latency_ms INTEGER, bytes_in BIGINT NOT NULL, bytes_out BIGINT NOT NULL, client_address VARCHAR NOT NULL`;

/** Only what is new goes in; looking for known ids is limited to the batch's own span of time. */
const MOVE = `
  INSERT INTO access_event
  SELECT DISTINCT ON (id) * FROM incoming
  WHERE NOT EXISTS (
    SELECT 1 FROM access_event known
    WHERE known.id = incoming.id AND known.occurred_at BETWEEN (SELECT min(occurred_at) FROM incoming) AND (SELECT max(occurred_at) FROM incoming))`;

export type Parameter = string | number | Date | null;

export interface EventStore {
  /** Stores a batch in one transaction; returns how many of its events were new. */
  add(events: readonly AccessEvent[]): Promise<number>;
  /** Rows of a query with `$name` parameters, as plain objects. */
  query<T>(sql: string, parameters: Record<string, Parameter>): Promise<T[]>;
  close(): Promise<void>;
}

/** Access events in an embedded DuckDB; `path` is its file, or `:memory:`. */
export async function openDuckdbStore(path: string): Promise<EventStore> {
  const instance = await DuckDBInstance.create(path, { threads: '2', memory_limit: '1GB' });
  const writer = await instance.connect();
  const reader = await instance.connect();
  await writer.run(`CREATE TABLE IF NOT EXISTS access_event (${COLUMNS})`);
  await writer.run(`CREATE TEMP TABLE incoming (${COLUMNS})`);
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
const timestamp = (date: Date) => timestampValue(BigInt(date.getTime()) * 1000n);

async function addBatch(connection: DuckDBConnection, events: readonly AccessEvent[]): Promise<number> {
  await connection.run('BEGIN');
  try {
    await connection.run('DELETE FROM incoming');
    const appender = await connection.createAppender('incoming', 'main', 'temp');
    for (const event of events) append(appender, event);
    appender.closeSync();
    const { rowsChanged } = await connection.run(MOVE);
    await connection.run('COMMIT');
    return rowsChanged;
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => {});
    throw error;
  }
}

function append(appender: DuckDBAppender, event: AccessEvent): void {
  const text = (value: string | null) =>
    value === null ? appender.appendNull() : appender.appendVarchar(value);
  appender.appendVarchar(event.id);
  appender.appendTimestamp(timestamp(event.at));
  text(event.organizationId);
  text(event.projectId);
  text(event.apiId);
  text(event.operationId);
  text(event.applicationId);
  text(event.consumerOrganizationId);
  appender.appendVarchar(event.method);
  appender.appendVarchar(event.path);
  appender.appendSmallInt(event.status);
  appender.appendInteger(event.latencyMs);
  if (event.upstreamLatencyMs === null) appender.appendNull();
  else appender.appendInteger(event.upstreamLatencyMs);
  appender.appendBigInt(BigInt(event.bytesIn));
  appender.appendBigInt(BigInt(event.bytesOut));
  appender.appendVarchar(event.clientAddress);
  appender.endRow();
}
