import { Agent, type Dispatcher } from 'undici';
import type { HttpAnswer, HttpCall } from './messages.ts';

/** Sends requests for all virtual users, over connections that stay open. Follows no redirect. */
export class HttpClient {
  readonly #agent = new Agent({ pipelining: 1 });

  /** The answer, or an answer with status 0 that says what went wrong; never throws. */
  send(call: HttpCall): Promise<HttpAnswer> {
    return new Promise((resolve) => {
      const began = performance.now();
      const fail = (error: Error & { code?: string }) =>
        resolve({ ...emptyAnswer, blockedMs: performance.now() - began, error: error.code ?? error.message });
      try {
        const { origin, pathname, search } = new URL(call.url);
        const { method, headers, body, timeoutMs } = call;
        const request = {
          origin,
          path: pathname + search,
          method: method as Dispatcher.HttpMethod,
          headers,
          body,
          headersTimeout: timeoutMs,
          bodyTimeout: timeoutMs,
        };
        this.#agent.dispatch(request, new Measurement(began, resolve, fail));
      } catch (error) {
        fail(error as Error);
      }
    });
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

const emptyAnswer: HttpAnswer = {
  status: 0,
  statusText: '',
  headers: {},
  body: new Uint8Array(),
  blockedMs: 0,
  waitingMs: 0,
  receivingMs: 0,
  error: '',
};

/** Times one exchange as k6 does: the duration begins when a connection is there. */
class Measurement implements Dispatcher.DispatchHandler {
  readonly #chunks: Buffer[] = [];
  #sentAt = 0;
  #headAt = 0;
  #answer: HttpAnswer = emptyAnswer;

  constructor(
    private readonly began: number,
    private readonly resolve: (answer: HttpAnswer) => void,
    private readonly fail: (error: Error) => void,
  ) {}

  onRequestStart(): void {
    this.#sentAt = performance.now();
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
    statusText = '',
  ): void {
    if (status < 200) return;
    this.#headAt = performance.now();
    const entries = Object.entries(headers).map(([name, value]) => [
      canonical(name),
      [value].flat().join(', '),
    ]);
    this.#answer = { ...emptyAnswer, status, statusText, headers: Object.fromEntries(entries) };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    this.resolve({
      ...this.#answer,
      body: new Uint8Array(Buffer.concat(this.#chunks)),
      blockedMs: this.#sentAt - this.began,
      waitingMs: this.#headAt - this.#sentAt,
      receivingMs: performance.now() - this.#headAt,
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }
}

/** Header names as k6 spells them, such as Content-Type. */
const canonical = (name: string): string =>
  name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase());
