import { timestampValue, type DuckDBAppender } from '@duckdb/node-api';
import type { AccessEvent } from '../event.ts';

/** Columns of the table of access events, in the order in which `append` fills them. */
export const columns = `
  id VARCHAR NOT NULL, occurred_at TIMESTAMP NOT NULL, organization_id VARCHAR, project_id VARCHAR, api_id VARCHAR, operation_id VARCHAR, application_id VARCHAR,
  consumer_organization_id VARCHAR, method VARCHAR NOT NULL, path VARCHAR NOT NULL, status SMALLINT NOT NULL, latency_ms INTEGER NOT NULL,
  upstream_latency_ms INTEGER, bytes_in BIGINT NOT NULL, bytes_out BIGINT NOT NULL, client_address VARCHAR NOT NULL`;

/** A point in time as DuckDB takes it. */
export const timestamp = (date: Date) => timestampValue(BigInt(date.getTime()) * 1000n);

/** Appends one event as a row. */
export function append(appender: DuckDBAppender, event: AccessEvent): void {
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
