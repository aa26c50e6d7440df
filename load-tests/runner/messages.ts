import type { MessagePort } from 'node:worker_threads';

/** Tags of one sample, as k6's thresholds and sub-metrics select them. */
export type Tags = Record<string, string>;

/** One measured value of one metric; times are in milliseconds, rates are 0 or 1. */
export interface Sample {
  metric: string;
  value: number;
  tags: Tags;
}

export type MetricKind = 'counter' | 'gauge' | 'rate' | 'trend';

/** A metric's name and kind; `time` marks milliseconds, `data` bytes. */
export interface MetricDefinition {
  name: string;
  kind: MetricKind;
  contains: 'default' | 'time' | 'data';
}

/** One HTTP request that a virtual user asks the main thread for. */
export interface HttpCall {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | Uint8Array | null;
  timeoutMs: number;
}

/** What came back; `status` 0 and an `error` when nothing did. Times in milliseconds. */
export interface HttpAnswer {
  status: number;
  statusText: string;
  headers: Record<string, string>;
  body: Uint8Array;
  blockedMs: number;
  waitingMs: number;
  receivingMs: number;
  error: string;
}

/** What a virtual user's thread starts with. */
export interface VirtualUserStart {
  script: string;
  number: number;
  environment: Record<string, string>;
  calls: MessagePort;
  signal: SharedArrayBuffer;
}

/** One run of an exported function of the script. */
export interface Invocation {
  exported: string;
  argument: unknown;
  scenario: string;
  iteration: number;
  tags: Tags;
}

/** What the script declares, told once after it was loaded. */
export interface Declaration {
  options: Record<string, unknown>;
  exported: string[];
  metrics: MetricDefinition[];
}

/** The end of an invocation, or of loading (`declaration`). */
export interface Outcome {
  declaration?: Declaration;
  result?: unknown;
  error?: string;
  samples: Sample[];
}
