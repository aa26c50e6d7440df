import type { HandlerConsumer, ReadonlyJson } from '../handler/context.ts';
import { HeaderLines } from './header-lines.ts';
import {
  headerRecord,
  payload,
  splitTarget,
  type AnswerInput,
  type RequestInput,
  type SeenAnswer,
  type SeenRequest,
} from './message.ts';
import { Query } from './query.ts';
import { escapedPath, normalizedPath } from './request-path.ts';

/** Bodies over this many bytes are not read. */
export const maxBodyBytes = 8 * 1024 * 1024;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
}

/** What goes to the client, as the phases of the answer find and change it. */
export interface Answer {
  status: number;
  readonly headers: HeaderLines;
  body: Buffer;
}

/** One request with all that handlers read and change of it. */
export class Exchange {
  /** As the client sent it. */
  readonly method: string;
  /** Normalised as Kong routes it. */
  readonly path: string;
  readonly headers: HeaderLines;
  readonly query: Query;
  body: Buffer;
  upstreamMethod: string;
  upstreamPath: string;
  /** What the upstream gets as Host, when a handler set it. */
  host: string | undefined;
  upstream: string | undefined;
  #prefix = '';
  consumer: HandlerConsumer | undefined;
  /** JSON texts by key. */
  readonly state = new Map<string, string>();
  readonly logs: LogLine[] = [];

  constructor(request: RequestInput) {
    const { lines, body } = payload(request);
    const { path, query } = splitTarget(request.path ?? '/');
    this.method = request.method ?? 'GET';
    this.path = normalizedPath(path);
    this.headers = new HeaderLines(lines);
    this.query = new Query(query);
    this.body = body;
    this.upstreamMethod = this.method;
    this.upstreamPath = escapedPath(this.path);
  }

  /** Sends the request to an upstream whose address has a path, which replaces that of one chosen before. */
  choose(name: string, prefix: string): void {
    const path = this.upstreamPath.startsWith(this.#prefix)
      ? this.upstreamPath.slice(this.#prefix.length)
      : this.upstreamPath;
    if (prefix !== this.#prefix) this.upstreamPath = prefix + (path || '/');
    this.#prefix = prefix;
    this.upstream = name;
  }

  /** Makes the caller known, with the headers by which Kong tells upstreams. */
  authenticate(consumer: HandlerConsumer): void {
    this.consumer = consumer;
    const told = { ID: consumer.id, Username: consumer.username, 'Custom-ID': consumer.customId };
    for (const [name, value] of Object.entries(told)) {
      this.headers.remove(`X-Consumer-${name}`);
      if (value !== undefined) this.headers.set(`X-Consumer-${name}`, value);
    }
  }

  seenRequest(): SeenRequest {
    const lines = this.headers.lines.filter(([name]) => name.toLowerCase() !== 'host');
    return {
      upstream: this.upstream,
      method: this.upstreamMethod,
      path: this.upstreamPath,
      query: this.query.toString(),
      headers: headerRecord(this.host === undefined ? lines : [...lines, ['Host', this.host]]),
      body: this.body.toString(),
    };
  }
}

const ofConnection =
  /^(connection|keep-alive|proxy-authenticate|proxy-connection|te|transfer-encoding|upgrade)$/i;
/** Types that nginx names a charset for. */
const textTypes = /^(text\/(html|xml|plain|vnd\.wap\.wml)|application\/(javascript|rss\+xml))$/i;

/** What the upstream answers, as the gateway takes it over. */
export function upstreamAnswer(input: AnswerInput): Answer {
  const { lines, body } = payload(input);
  const kept = lines.filter(([name]) => !ofConnection.test(name));
  const isSized = kept.some(([name]) => /^content-length$/i.test(name));
  const isChunked = lines.some(([name]) => /^transfer-encoding$/i.test(name));
  const status = input.status ?? 200;
  return {
    status,
    headers: new HeaderLines([
      ...withCharset(kept),
      ...(isSized || isChunked || isBodyless(status)
        ? []
        : [['Content-Length', String(body.length)] as const]),
    ]),
    body,
  };
}

/** The gateway's own answer: texts as they are, the rest as JSON that `json` wrote. */
export function ownAnswer(
  status: number,
  body: { text: string; type: string } | undefined,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const lines = Object.entries(headers);
  const isTyped = lines.some(([name]) => /^content-type$/i.test(name));
  return {
    status,
    headers: new HeaderLines(withCharset(body && !isTyped ? [['Content-Type', body.type], ...lines] : lines)),
    body: Buffer.from(body?.text ?? ''),
  };
}

function withCharset(lines: readonly (readonly [string, string])[]): [string, string][] {
  return lines.map(([name, value]) => [
    name,
    /^content-type$/i.test(name) && textTypes.test(value) ? `${value}; charset=UTF-8` : value,
  ]);
}

export function isBodyless(status: number): boolean {
  return status === 204 || status === 304;
}

/** A body as a text and its type: texts stay, everything else becomes JSON. */
export function bodyOf(
  body: ReadonlyJson | undefined,
  json: (value: ReadonlyJson) => string,
): { text: string; type: string } | undefined {
  if (body === undefined) return undefined;
  return typeof body === 'string'
    ? { text: body, type: 'text/plain; charset=utf-8' }
    : { text: json(body), type: 'application/json; charset=utf-8' };
}

/** The answer as the client gets it. */
export function seenAnswer(method: string, { status, headers, body }: Answer): SeenAnswer {
  const isEmpty = method === 'HEAD' || isBodyless(status);
  return { status, headers: headerRecord(headers.lines), body: isEmpty ? '' : body.toString() };
}
