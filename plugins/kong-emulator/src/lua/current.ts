import type { Exchange } from '../exchange/exchange.ts';
import type { Exit } from '../exchange/exit.ts';

export type Phase = 'rewrite' | 'access' | 'header_filter' | 'body_filter' | 'log';

/** What natives work on: Lua runs without interruption, so there is one request at hand at any time. */
export interface Current {
  exchange: Exchange;
  phase: Phase;
  chunk: Buffer;
  /** The exit that a chunk asked for. */
  exit: Exit | undefined;
  said: string;
}
