import { Pool, type Dispatcher } from 'undici';
import { unavailable } from './errors.ts';

export interface TransportOptions {
  url: string;
  /** From sending the request to the last byte of the answer; 30 s unless told. */
  timeoutMs?: number;
  /** An answer that exceeds it is refused; 64 MiB unless told. */
  maxAnswerBytes?: number;
  /** Connections kept to the subgraph at most; 64 unless told. */
  connections?: number;
}

export interface Transport {
  post(body: string, headers: Record<string, string>): Promise<{ status: number; text: string }>;
  close(): Promise<void>;
}

/** HTTP POST to one address over kept-alive connections. */
export function createTransport(options: TransportOptions): Transport {
  const { url, timeoutMs = 30_000, maxAnswerBytes = 64 * 1024 * 1024, connections = 64 } = options;
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, {
    connections,
    connect: { timeout: timeoutMs },
    maxResponseSize: maxAnswerBytes,
  });
  const path = pathname + search;
  return {
    post: (body, headers) =>
      new Promise((resolve, reject) => {
        pool.dispatch(
          { path, method: 'POST', headers, body, headersTimeout: 0, bodyTimeout: 0 },
          answerHandler(timeoutMs, resolve, reject),
        );
      }),
    close: () => pool.destroy(),
  };
}

/** Collects an answer; undici's own timers are coarse and start anew with each chunk, so the deadline is one of ours. */
function answerHandler(
  timeoutMs: number,
  resolve: (answer: { status: number; text: string }) => void,
  reject: (error: Error) => void,
): Dispatcher.DispatchHandler {
  const chunks: Buffer[] = [];
  let status = 0;
  let isLate = false;
  let controller: Dispatcher.DispatchController | undefined;
  const timer = setTimeout(() => {
    isLate = true;
    reject(unavailable());
    controller?.abort(new Error('timeout'));
  }, timeoutMs);
  return {
    onRequestStart(started) {
      controller = started;
      if (isLate) started.abort(new Error('timeout'));
    },
    onResponseStart(_controller, statusCode) {
      status = statusCode;
    },
    onResponseData(_controller, chunk) {
      chunks.push(chunk);
    },
    onResponseEnd() {
      clearTimeout(timer);
      const bytes = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
      resolve({ status, text: bytes.toString('utf8') });
    },
    onResponseError() {
      clearTimeout(timer);
      reject(unavailable());
    },
  };
}
