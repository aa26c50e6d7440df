import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { AccessEvent } from '../src/event.ts';
import { append, columns } from '../src/store/access-event-table.ts';
import { openDuckdbStore } from '../src/store/duckdb-store.ts';

const ROWS = 1_000_000;
const BATCH = 10_000;

function eventAt(index: number): AccessEvent {
  return {
    id: index.toString(16).padStart(32, '0'),
    at: new Date(1_795_000_000_000 + index * 86),
    organizationId: `org-${index % 10}`,
    projectId: `project-${index % 50}`,
    apiId: `api-${index % 100}`,
    operationId: `operation-${index % 500}`,
    applicationId: `application-${index % 40}`,
    consumerOrganizationId: `org-${index % 10}`,
    method: 'GET',
    path: `/customers/${index % 1000}`,
    status: index % 97 === 0 ? 500 : 200,
    latencyMs: (index * 7919) % 400,
    upstreamLatencyMs: (index * 7919) % 390,
    bytesIn: 100,
    bytesOut: 2_000,
    clientAddress: '127.0.0.1',
  };
}

/** Rate of taking in a million events in batches, each looked up for duplicates, and the time of a histogram over them. */
export async function run() {
  const folder = await mkdtemp(join(tmpdir(), 'analytics-bench-'));
  const path = join(folder, 'events.duckdb');
  const store = await openDuckdbStore(path);
  const spent = await takeIn((events) => store.add(events));
  const sql = `SELECT time_bucket(INTERVAL 5 MINUTE, occurred_at) AS start, count(*) AS requests, quantile_cont(latency_ms, [0.5, 0.95, 0.99]) AS latency
    FROM access_event GROUP BY start ORDER BY start`;
  const histogram = await median(() => store.query(sql, {}));
  await store.close();
  const alone = await appendAlone(join(folder, 'alone.duckdb'));
  await rm(folder, { recursive: true });
  return [
    {
      name: 'ingest of 1,000,000 events, duplicates looked up',
      value: perSecond(spent),
      unit: 'events/s',
      peer: 'DuckDB appender alone',
      peerValue: perSecond(alone),
      ratio: alone / spent,
      goal: 'ratio ≥ 0.5',
      verdict: alone / spent >= 0.5,
    },
    {
      name: 'histogram by 5 minutes over 1,000,000 events',
      value: Math.round(histogram),
      unit: 'ms',
      goal: '250 ms or less',
      verdict: histogram <= 250,
    },
  ];
}

const perSecond = (milliseconds: number): number => Math.round(ROWS / (milliseconds / 1000));

/** The same rows in the same batches by DuckDB's appender alone: no transaction of ours, no look-up. */
async function appendAlone(path: string): Promise<number> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE access_event (${columns})`);
  const milliseconds = await takeIn(async (events) => {
    const appender = await connection.createAppender('access_event');
    for (const event of events) append(appender, event);
    appender.closeSync();
  });
  connection.closeSync();
  instance.closeSync();
  return milliseconds;
}

/** Milliseconds that a million events in batches took. */
async function takeIn(add: (events: AccessEvent[]) => Promise<unknown>): Promise<number> {
  let spent = 0;
  for (let start = 0; start < ROWS; start += BATCH) {
    const events = Array.from({ length: BATCH }, (_, index) => eventAt(start + index));
    const began = performance.now();
    await add(events);
    spent += performance.now() - began;
  }
  return spent;
}

async function median(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b)[2] ?? 0;
}
