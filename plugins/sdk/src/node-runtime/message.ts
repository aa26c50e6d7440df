/** Header values by name: several as a list. */
export type HeaderValues = Readonly<Record<string, string | readonly string[]>>;

/** A request as a test writes it. */
export interface RequestInput {
  /** GET when absent. */
  readonly method?: string;
  /** With the query, percent-encoded, such as `/orders?status=open`; `/` when absent. */
  readonly path?: string;
  readonly headers?: HeaderValues;
  /** A text or bytes as they are; anything else as JSON, whose Content-Type is added where none is given. */
  readonly body?: unknown;
}

/** An answer of the upstream as a test writes it: 200 without body when all is absent. */
export interface AnswerInput {
  readonly status?: number;
  readonly headers?: HeaderValues;
  /** As of a request. */
  readonly body?: unknown;
}

/** The upstream's answer, or a function that gives it for the request that reached it. */
export type UpstreamInput = AnswerInput | ((request: SeenRequest) => AnswerInput);

/** A request as the upstream got it: names of headers in lower case, several values as a list, the body as text. */
export interface SeenRequest {
  /** The upstream that a handler chose by name; undefined for the API's own. */
  readonly upstream: string | undefined;
  readonly method: string;
  readonly path: string;
  /** As sent, without the question mark; empty when there is none. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string;
}

/** An answer as the client got it, in the form of SeenRequest. */
export interface SeenAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string;
}

export type HeaderLine = readonly [name: string, value: string];

/** Header lines (values without white space around them, as HTTP carries them) and body of a message, completed by the Content-Type of a body that is given as a value. */
export function payload(message: { headers?: HeaderValues; body?: unknown }): {
  lines: HeaderLine[];
  body: Buffer;
} {
  const lines = Object.entries(message.headers ?? {}).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((item): HeaderLine => [
      name,
      item.replace(/^[ \t]+|[ \t]+$/g, ''),
    ]),
  );
  const { body } = message;
  if (body === undefined) return { lines, body: Buffer.alloc(0) };
  if (typeof body === 'string') return { lines, body: Buffer.from(body) };
  if (body instanceof Uint8Array) return { lines, body: Buffer.from(body) };
  if (!lines.some(([name]) => name.toLowerCase() === 'content-type')) {
    lines.push(['Content-Type', 'application/json']);
  }
  return { lines, body: Buffer.from(JSON.stringify(body)) };
}

/** Header lines by name in lower case. */
export function headerRecord(lines: Iterable<HeaderLine>): Record<string, string | string[]> {
  const record = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of lines) {
    const key = name.toLowerCase();
    const known = record[key];
    record[key] = known === undefined ? value : [known, value].flat();
  }
  return { ...record };
}

/** Path and query of a target; the query is undefined when there is no question mark. */
export function splitTarget(target: string): { path: string; query: string | undefined } {
  const at = target.indexOf('?');
  return at < 0
    ? { path: target || '/', query: undefined }
    : { path: target.slice(0, at) || '/', query: target.slice(at + 1) };
}
