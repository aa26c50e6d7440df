import type { HttpAnswer, HttpCall } from '../messages.ts';

export type ResponseType = 'text' | 'binary' | 'none';

/** k6's Response, as far as this runner has it. */
export class Response {
  readonly url: string;
  readonly status: number;
  readonly status_text: string;
  readonly headers: Record<string, string>;
  readonly body: string | ArrayBuffer | null;
  readonly error: string;
  /** k6's code of a request that got no answer; 0 when there is one. */
  readonly error_code: number;
  readonly timings: {
    duration: number;
    blocked: number;
    sending: number;
    waiting: number;
    receiving: number;
  };
  readonly request: { method: string; url: string; headers: Record<string, string> };

  constructor(call: HttpCall, answer: HttpAnswer, responseType: ResponseType) {
    this.url = call.url;
    this.status = answer.status;
    this.status_text = `${answer.status} ${answer.statusText}`;
    this.headers = answer.headers;
    this.error = answer.error;
    this.error_code = answer.error ? 1000 : 0;
    this.body = bodyOf(answer.body, responseType);
    const { blockedMs, waitingMs, receivingMs } = answer;
    this.timings = {
      duration: waitingMs + receivingMs,
      blocked: blockedMs,
      sending: 0,
      waiting: waitingMs,
      receiving: receivingMs,
    };
    this.request = { method: call.method, url: call.url, headers: call.headers };
  }

  /** The JSON of the body, or the value at a path such as `data.items.0.name`; undefined when nothing is there. */
  json(selector?: string): unknown {
    if (typeof this.body !== 'string')
      throw new Error('The body is not text: json() needs responseType text.');
    const value: unknown = JSON.parse(this.body);
    if (selector === undefined) return value;
    if (!/^[\w-]+(\.[\w-]+)*$/.test(selector))
      throw new Error(
        `The selector ${selector} is not part of this runner: only names and numbers between dots are.`,
      );
    return selector.split('.').reduce<unknown>((inner, key) => {
      const isContainer = typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key);
      return isContainer ? (inner as Record<string, unknown>)[key] : undefined;
    }, value);
  }

  html(): never {
    throw new Error('html() is not part of this runner.');
  }
}

function bodyOf(bytes: Uint8Array, responseType: ResponseType): string | ArrayBuffer | null {
  if (responseType === 'none') return null;
  return responseType === 'binary' ? new Uint8Array(bytes).buffer : new TextDecoder().decode(bytes);
}
