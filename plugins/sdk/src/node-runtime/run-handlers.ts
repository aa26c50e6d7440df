import type { Policy } from '../policy.ts';
import type { HandlerConsumer } from '../handler/context.ts';
import type { RequestInput, SeenAnswer, SeenRequest, UpstreamInput } from './message.ts';
export interface RunOptions {
  readonly config: unknown;
  readonly request?: RequestInput;
  readonly upstream?: UpstreamInput;
  readonly consumer?: HandlerConsumer;
  readonly clientAddress?: string;
  readonly route?: string;
  readonly now?: number;
}
export interface HandlerRun {
  readonly upstreamRequest: SeenRequest | undefined;
  readonly response: SeenAnswer;
}
export function runHandlers(policy: Policy, _options: RunOptions): HandlerRun {
  throw new Error(policy.name);
}
