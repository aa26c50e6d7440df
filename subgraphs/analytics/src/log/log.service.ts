import type { Actor } from '@apim/kit/actor';
import { DomainError } from '@apim/kit/errors';
import type { Page, PageArgs } from '@apim/kit/pagination';
import { visibleEvents } from '../scope.ts';
import type { EventStore, Parameter } from '../store/duckdb-store.ts';
import type { LogEntry, LogsInput } from './log.type.ts';

const DAY_MS = 86_400_000;
const MAXIMUM = 200;

export class LogService {
  constructor(private readonly store: EventStore) {}

  /** Single calls that the caller may see, the latest first. */
  async logs(actor: Actor, input: LogsInput, { first, after }: PageArgs): Promise<Page<LogEntry>> {
    if (first < 1 || first > MAXIMUM)
      throw new DomainError('LIMIT_EXCEEDED', `first is ${first}; it must be 1 to ${MAXIMUM}.`, {
        field: 'first',
      });
    const to = input.to ?? new Date(Date.now() + 1_000);
    const from = input.from ?? new Date(to.getTime() - DAY_MS);
    const { sql, parameters } = visibleEvents(actor, 'log:read', { ...input, from, to });
    const position = after ? decodeCursor(after) : undefined;
    const rows = await this.store.query<LogEntry>(
      `SELECT id, occurred_at AS at, method, path, status, latency_ms AS "latencyMs", upstream_latency_ms AS "upstreamLatencyMs", api_id AS "apiId",
         operation_id AS "operationId", application_id AS "applicationId", client_address AS "clientAddress", id AS "requestId", bytes_out::INTEGER AS "bytesOut"
       FROM access_event WHERE ${sql} ${position ? 'AND (occurred_at, id) < ($lastAt, $lastId)' : ''} ORDER BY occurred_at DESC, id DESC LIMIT $take`,
      { ...parameters, ...position, take: first + 1 },
    );
    return pageOf(rows, first, after);
  }
}

function pageOf(rows: LogEntry[], first: number, after: string | undefined): Page<LogEntry> {
  const nodes = rows.slice(0, first);
  const edges = nodes.map((node) => ({ cursor: encodeCursor(node), node }));
  return {
    edges,
    nodes,
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

const encodeCursor = ({ at, id }: LogEntry): string =>
  Buffer.from(`${at.getTime()} ${id}`).toString('base64url');

function decodeCursor(after: string): Record<string, Parameter> {
  const [time = '', id = ''] = Buffer.from(after, 'base64url').toString().split(' ');
  if (!/^\d{1,15}$/.test(time) || !id)
    throw new DomainError('INVALID_INPUT', 'The cursor is not one of ours.', { field: 'after' });
  return { lastAt: new Date(Number(time)), lastId: id };
}
