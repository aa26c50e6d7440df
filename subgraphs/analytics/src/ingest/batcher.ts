import type { AccessEvent } from '../event.ts';
import type { EventStore } from '../store/duckdb-store.ts';

const CAPACITY = 50_000;
const BATCH = 10_000;

/** More events are waiting than memory is set aside for: the sender is to come back later. */
export class FullError extends Error {}

interface Waiting {
  events: AccessEvent[];
  resolve(added: number): void;
  reject(error: unknown): void;
}

export interface Batcher {
  /** Resolves once the events are stored, to how many of them were new; throws FullError when too many wait. */
  add(events: AccessEvent[]): Promise<number>;
}

/** Stores what arrives together in one transaction: senders wait for their own events, not for a timer. */
export function createBatcher(store: EventStore): Batcher {
  let waiting: Waiting[] = [];
  let count = 0;
  let isWriting = false;

  const writeAll = async (): Promise<void> => {
    isWriting = true;
    while (waiting.length > 0) await writeBatch(takeBatch());
    isWriting = false;
  };

  const takeBatch = (): Waiting[] => {
    let size = 0;
    const length = waiting.findIndex(({ events }) => (size += events.length) > BATCH);
    const batch = length <= 0 ? waiting.slice(0, length === 0 ? 1 : undefined) : waiting.slice(0, length);
    waiting = waiting.slice(batch.length);
    return batch;
  };

  const writeBatch = async (batch: Waiting[]): Promise<void> => {
    const events = batch.flatMap((one) => one.events);
    try {
      const added = await store.add(events);
      // Of several senders in one transaction, whose events were the duplicates is not known: the counts add up over all of them.
      let left = added;
      for (const one of batch) {
        const own = Math.min(one.events.length, left);
        left -= own;
        one.resolve(own);
      }
    } catch (error) {
      for (const one of batch) one.reject(error);
    } finally {
      count -= events.length;
    }
  };

  return {
    add(events) {
      if (events.length === 0) return Promise.resolve(0);
      if (count + events.length > CAPACITY) return Promise.reject(new FullError());
      count += events.length;
      return new Promise((resolve, reject) => {
        waiting.push({ events, resolve, reject });
        if (!isWriting) void writeAll();
      });
    },
  };
}
