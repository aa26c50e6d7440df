import type { Redis } from 'ioredis';
import type { OutboxRow } from './change.ts';
import type { Logger } from './logger.ts';

const STREAM = 'apim:events';
const KEPT_EVENTS = 10_000;
const BATCH = 100;

/** A hint that something changed; who acts on it also looks by itself from time to time. */
export interface PlatformEvent {
  id: string;
  type: string;
  organizationId: string | null;
  subject: string;
  at: string;
}

export interface OutboxTable {
  findMany(args: { orderBy: { id: 'asc' }; take: number }): Promise<OutboxRow[]>;
  deleteMany(args: { where: { id: { in: string[] } } }): Promise<unknown>;
}

export interface Worker {
  stop(): Promise<void>;
}

/** Repeats `work` until stopped: at once while it says that there is more, else after `idleMs`; failures are logged and tried again. */
export function repeat(work: () => Promise<boolean>, idleMs: number, logger: Logger, name: string): Worker {
  let stopped = false;
  let wake: () => void = () => {};
  const running = (async () => {
    while (!stopped) {
      const isMore = await work().catch((error: unknown) => {
        if (!stopped) logger.warn({ err: error }, `${name} failed; it is tried again`);
        return false;
      });
      if (!isMore && !stopped) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, idleMs);
          wake = () => (clearTimeout(timer), resolve());
        });
      }
    }
  })();
  return {
    stop: async () => {
      stopped = true;
      wake();
      await running;
    },
  };
}

/** Moves committed events from a manager's outbox table to the stream, in order, at least once. */
export function startOutboxRelay(table: OutboxTable, redis: Redis, logger: Logger): Worker {
  return repeat(
    async () => {
      const rows = await table.findMany({ orderBy: { id: 'asc' }, take: BATCH });
      if (rows.length === 0) return false;
      const pipeline = redis.pipeline();
      for (const { id, type, organizationId, subject, at } of rows) {
        const event: PlatformEvent = { id, type, organizationId, subject, at: at.toISOString() };
        pipeline.xadd(STREAM, 'MAXLEN', '~', KEPT_EVENTS, '*', 'event', JSON.stringify(event));
      }
      const results = (await pipeline.exec()) ?? [];
      const failure = results.find(([error]) => error)?.[0];
      if (failure) throw failure;
      await table.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } });
      return rows.length === BATCH;
    },
    500,
    logger,
    'the outbox relay',
  );
}

/** Calls `handle` for each new event of the wanted types; a lost event is the reader's periodic run to find. */
export function startEventReader(
  redis: Redis,
  types: string[],
  handle: (event: PlatformEvent) => void,
  logger: Logger,
): Worker {
  // Waiting for an event, or for Redis to come back, is no failure here.
  const connection = redis.duplicate({ maxRetriesPerRequest: null, commandTimeout: undefined });
  connection.on('error', (error) => logger.warn({ err: error }, 'the event reader lost Redis'));
  let position = '$';
  const worker = repeat(
    async () => {
      const streams = (await connection.xread('COUNT', 100, 'BLOCK', 2_000, 'STREAMS', STREAM, position)) as
        [string, [string, string[]][]][] | null;
      for (const [entryId, fields] of streams?.[0]?.[1] ?? []) {
        position = entryId;
        const event = JSON.parse(fields[1] ?? 'null') as PlatformEvent | null;
        if (event && types.includes(event.type)) handle(event);
      }
      return true;
    },
    1_000,
    logger,
    'the event reader',
  );
  return {
    stop: async () => {
      // Not waited for: events are handled as soon as they are read, and a read without Redis would never end.
      void worker.stop();
      connection.disconnect();
    },
  };
}
