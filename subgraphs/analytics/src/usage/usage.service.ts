import type { Actor } from '@apim/kit/actor';
import { DomainError } from '@apim/kit/errors';
import { visibleEvents, type Condition } from '../scope.ts';
import type { EventStore } from '../store/duckdb-store.ts';
import type { UsageGroup } from './usage.type.ts';
import {
  type Percentiles,
  type Usage,
  type UsageBucket,
  type UsageInput,
  type UsageTop,
} from './usage.type.ts';

const BUCKETS_LIMIT = 2_000;
const HOUR_MS = 3_600_000;

const groupColumns: Record<UsageGroup, string> = {
  API: 'api_id',
  OPERATION: 'operation_id',
  APPLICATION: 'application_id',
  STATUS: 'status::VARCHAR',
};

const COUNTS = `count(*)::INTEGER AS requests, (count(*) FILTER (status >= 500))::INTEGER AS errors`;
const percentile = (column: string, share: number) =>
  `coalesce(quantile_disc(${column}, ${share}), 0)::DOUBLE`;

export class UsageService {
  constructor(private readonly store: EventStore) {}

  /** Counts and latencies of the calls that the caller may see. */
  async usage(actor: Actor, input: UsageInput): Promise<Usage> {
    const to = input.to ?? new Date();
    const from = input.from ?? new Date(to.getTime() - HOUR_MS);
    const stepSeconds = input.stepSeconds ?? 60;
    refuseTooManyBuckets(from, to, stepSeconds);
    const where = visibleEvents(actor, 'usage:read', { ...input, from, to });
    const [totals, buckets, top] = await Promise.all([
      this.totals(where),
      this.buckets(where, stepSeconds),
      input.groupBy ? this.top(where, groupColumns[input.groupBy]) : [],
    ]);
    return { ...totals, buckets, top };
  }

  private async totals({ sql, parameters }: Condition): Promise<Omit<Usage, 'buckets' | 'top'>> {
    interface Row extends Omit<Usage, 'latency' | 'upstreamLatency' | 'buckets' | 'top'> {
      latency: [number, number, number, number] | null;
      upstream: [number, number, number, number] | null;
    }
    const [row] = await this.store.query<Row>(
      `SELECT ${COUNTS}, (count(*) FILTER (status BETWEEN 400 AND 499))::INTEGER AS "clientErrors",
         coalesce(sum(bytes_in), 0)::DOUBLE AS "bytesIn", coalesce(sum(bytes_out), 0)::DOUBLE AS "bytesOut",
         quantile_disc(latency_ms, [0.5, 0.9, 0.95, 0.99]) AS latency, quantile_disc(upstream_latency_ms, [0.5, 0.9, 0.95, 0.99]) AS upstream
       FROM access_event WHERE ${sql}`,
      parameters,
    );
    const { latency, upstream, ...counts } = row as Row;
    return { ...counts, latency: percentilesOf(latency), upstreamLatency: percentilesOf(upstream) };
  }

  private buckets({ sql, parameters }: Condition, stepSeconds: number): Promise<UsageBucket[]> {
    return this.store.query<UsageBucket>(
      `SELECT time_bucket(to_seconds($stepSeconds::INTEGER), occurred_at) AS start, ${COUNTS},
         ${percentile('latency_ms', 0.5)} AS p50, ${percentile('latency_ms', 0.95)} AS p95, ${percentile('latency_ms', 0.99)} AS p99
       FROM access_event WHERE ${sql} GROUP BY start ORDER BY start`,
      { ...parameters, stepSeconds },
    );
  }

  private top({ sql, parameters }: Condition, column: string): Promise<UsageTop[]> {
    return this.store.query<UsageTop>(
      `SELECT ${column} AS key, ${COUNTS}, ${percentile('latency_ms', 0.95)} AS p95
       FROM access_event WHERE ${sql} AND ${column} IS NOT NULL GROUP BY key ORDER BY requests DESC, key LIMIT 10`,
      parameters,
    );
  }
}

function refuseTooManyBuckets(from: Date, to: Date, stepSeconds: number): void {
  if (stepSeconds < 1)
    throw new DomainError('INVALID_INPUT', 'stepSeconds must be 1 or more.', { field: 'input.stepSeconds' });
  const count = (to.getTime() - from.getTime()) / 1000 / stepSeconds;
  if (count <= BUCKETS_LIMIT) return;
  const details = { leastStepSeconds: Math.ceil((count * stepSeconds) / BUCKETS_LIMIT) };
  throw new DomainError(
    'LIMIT_EXCEEDED',
    `${Math.ceil(count)} buckets were asked for; the limit is ${BUCKETS_LIMIT}.`,
    {
      field: 'input.stepSeconds',
      remedy: `Use a step of at least ${details.leastStepSeconds} seconds.`,
      details,
    },
  );
}

function percentilesOf(values: [number, number, number, number] | null): Percentiles {
  const [p50, p90, p95, p99] = values ?? [0, 0, 0, 0];
  return { p50, p90, p95, p99 };
}
