import type { Row } from '../schema/field.ts';

/** Kong's queue parameters (kong/tools/queue.lua of 3.9); times in seconds. */
export interface QueueConfig extends Row {
  max_batch_size: number;
  max_coalescing_delay: number;
  max_entries: number;
  max_bytes: number | null;
  max_retry_time: number;
  initial_retry_delay: number;
  max_retry_delay: number;
  concurrency_limit: number;
}

const sleep = (seconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Entries that go out in batches: when one is full or the coalescing delay is over; failed batches again, with growing pauses, until the retry time is over. */
export class BatchQueue<Entry extends { length: number } = string> {
  readonly #config: QueueConfig;
  readonly #send: (entries: Entry[]) => Promise<void>;
  readonly #log: (message: string) => void;
  readonly #stop = new AbortController();
  #entries: Entry[] = [];
  #bytes = 0;
  #running = false;
  #work: Promise<void> = Promise.resolve();
  #full: (() => void) | undefined;

  constructor(
    config: QueueConfig,
    send: (entries: Entry[]) => Promise<void>,
    log: (message: string) => void,
  ) {
    this.#config = config;
    this.#send = send;
    this.#log = log;
  }

  add(entry: Entry): void {
    const { max_entries, max_bytes, max_batch_size } = this.#config;
    while (
      this.#entries.length >= max_entries ||
      (max_bytes !== null && this.#entries.length > 0 && this.#bytes + entry.length > max_bytes)
    ) {
      this.#bytes -= this.#entries.shift()?.length ?? 0;
      this.#log('queue full, dropping the oldest entry');
    }
    this.#entries.push(entry);
    this.#bytes += entry.length;
    if (this.#entries.length >= max_batch_size) this.#full?.();
    if (!this.#running) this.#work = this.#run();
  }

  /** Sends what is left at once, until a batch fails, and resolves when that is done. */
  async close(): Promise<void> {
    this.#stop.abort();
    this.#full?.();
    await this.#work;
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#entries.length > 0) {
      await this.#coalesce();
      const batch = this.#entries.splice(0, this.#config.max_batch_size);
      this.#bytes = this.#entries.reduce((sum, entry) => sum + entry.length, 0);
      if (batch.length > 0 && !(await this.#deliver(batch)) && this.#stop.signal.aborted) {
        // Nobody takes them, and nobody waits for them any more.
        this.#entries = [];
      }
    }
    this.#running = false;
  }

  async #coalesce(): Promise<void> {
    const { max_batch_size, max_coalescing_delay } = this.#config;
    if (this.#entries.length >= max_batch_size || max_coalescing_delay === 0 || this.#stop.signal.aborted)
      return;
    await Promise.race([
      sleep(max_coalescing_delay, this.#stop.signal),
      new Promise<void>((resolve) => (this.#full = resolve)),
    ]);
    this.#full = undefined;
  }

  async #deliver(batch: Entry[]): Promise<boolean> {
    const { initial_retry_delay, max_retry_delay, max_retry_time } = this.#config;
    const begun = Date.now();
    for (let delay = initial_retry_delay; ; delay = Math.min(delay * 2, max_retry_delay)) {
      try {
        await this.#send(batch);
        return true;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (this.#stop.signal.aborted || (Date.now() - begun) / 1000 + delay > max_retry_time) {
          this.#log(`giving up on ${batch.length} entries: ${reason}`);
          return false;
        }
        this.#log(`could not send ${batch.length} entries, trying again: ${reason}`);
        await sleep(delay, this.#stop.signal);
      }
    }
  }
}
