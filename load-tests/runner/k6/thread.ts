import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { HttpAnswer, HttpCall, MetricDefinition, Sample, Tags } from '../messages.ts';

/** The state of this virtual user's thread: its way to the network, its samples, the tags that hold now. */
class VirtualUserThread {
  isLoaded = false;
  tags: Tags = {};
  samples: Sample[] = [];
  readonly metrics: MetricDefinition[] = [];
  #calls: MessagePort | undefined;
  #flag = new Int32Array(new SharedArrayBuffer(4));
  readonly #warnings = new Set<string>();

  connect(calls: MessagePort, signal: SharedArrayBuffer): void {
    this.#calls = calls;
    this.#flag = new Int32Array(signal);
  }

  /** Sends requests at once and blocks until all are answered. */
  call(calls: HttpCall[]): HttpAnswer[] {
    if (!this.isLoaded)
      throw new Error('Requests can only be made by functions of the script, not while it is loaded.');
    Atomics.store(this.#flag, 0, 0);
    this.#calls!.postMessage(calls);
    Atomics.wait(this.#flag, 0, 0);
    return receiveMessageOnPort(this.#calls!)!.message as HttpAnswer[];
  }

  emit(metric: string, value: number, tags: Tags = {}): void {
    this.samples.push({ metric, value, tags: { ...this.tags, ...tags } });
  }

  /** Says something on stderr, the same words only once. */
  warnOnce(message: string): void {
    if (this.#warnings.has(message)) return;
    this.#warnings.add(message);
    console.error(message);
  }

  /** Blocks this virtual user alone. */
  pause(seconds: number): void {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, seconds * 1_000);
  }
}

/** The one virtual user of this thread. */
export const thread = new VirtualUserThread();

/** The samples since the last time. */
export function takeSamples(): Sample[] {
  const samples = thread.samples;
  thread.samples = [];
  return samples;
}

/** The metrics that the script made. */
export const declaredMetrics = (): MetricDefinition[] => thread.metrics;
