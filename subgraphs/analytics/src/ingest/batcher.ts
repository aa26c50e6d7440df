import type { AccessEvent } from '../event.ts';
import type { EventStore } from '../store/duckdb-store.ts';

const CAPACITY = 50_000;
const BATCH = 10_000;

/** More events are waiting than memory is set aside for: the sender is to come back later. */
export class FullError extends Error {}

interface Waiting {
  events: AccessEvent[];
  resolve(): void;
  reject(error: unknown): void;
}

export interface Batcher {
  /** Resolves once the events are stored; throws FullError when too many wait. */
  add(events: AccessEvent[]): Promise<void>;
}

/** Stores what arrives together in one transaction: senders wait for their own events, not for a timer. */
export function createBatcher(store: EventStore): Batcher {
  const waiting: Waiting[] = [];
  let count = 0;
  let isWriting = false;

  const writeAll = async (): Promise<void> => {
    isWriting = true;
    for (let batch = takeBatch(waiting); batch.length > 0; batch = takeBatch(waiting))
      await writeBatch(batch);
    isWriting = false;
  };

  const writeBatch = async (batch: Waiting[]): Promise<void> => {
    const events = batch.flatMap((one) => one.events);
    try {
      await store.add(events);
      for (const one of batch) one.resolve();
    } catch (error) {
      for (const one of batch) one.reject(error);
    } finally {
      count -= events.length;
    }
  };

  return {
    async add(events) {
      if (events.length === 0) return;
      if (count + events.length > CAPACITY) throw new FullError();
      count += events.length;
      await new Promise<void>((resolve, reject) => {
        waiting.push({ events, resolve, reject });
        if (!isWriting) void writeAll();
      });
    },
  };
}

/** Takes the first sender, and those after it as long as the batch stays within its size. */
function takeBatch(waiting: Waiting[]): Waiting[] {
  let size = 0;
  const end = waiting.findIndex(({ events }, index) => (size += events.length) > BATCH && index > 0);
  return waiting.splice(0, end === -1 ? waiting.length : end);
}
