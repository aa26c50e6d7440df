import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { GatewayNode } from '../gateway-node.ts';
import type { Json } from '../schema/field.ts';
import type { Match } from '../router/router.ts';
import { normalizePath } from '../router/path.ts';
import type { Stored } from '../store/table.ts';
import { clientOf, type Client } from './client.ts';
import { errorPage } from './error-pages.ts';
import { Exit } from './exit.ts';
import { HeaderList } from './headers.ts';
import type { LogValue } from './log-values.ts';

/** What goes, or is to go, to the upstream. Plugins change it. */
export interface UpstreamRequest {
  method: string;
  scheme: string;
  host: string;
  port: number;
  path: string;
  query: string | undefined;
  headers: HeaderList;
  body: Buffer;
  /** Set by a plugin in the place of what service and route say. */
  hostHeader: string | undefined;
  /** Set by a plugin in the place of the service's. */
  retries: number | undefined;
  /** Milliseconds, set by a plugin in the place of the service's. */
  timeouts: { connect: number; read: number } | undefined;
}

/** What goes back to the client. */
export interface Outcome {
  status: number;
  headers: HeaderList;
  source: 'exit' | 'error' | 'service';
  /** The upstream's Content-Type as it was sent, and as nginx completed it. */
  upstreamType?: { sent: string; shown: string };
}

/** One piece of work on a request, by its begin and end in milliseconds since 1970, with a fraction. */
export interface Work {
  name: string;
  start: number;
  end: number;
}

/** The time in milliseconds since 1970, with a fraction. */
export const preciseNow = (): number => performance.timeOrigin + performance.now();

/** One request on its way through the gateway, with everything that plugins read and change. */
export class Exchange {
  readonly gateway: GatewayNode;
  readonly startedAt = Date.now();
  readonly startedAtPrecise = performance.now();
  readonly requestId = randomBytes(16).toString('hex');
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  /** The path as sent, without the query. */
  readonly rawPath: string;
  readonly query: string | undefined;
  /** Normalised, one byte a character. */
  readonly path: string;
  readonly headers: HeaderList;
  readonly host: string;
  /** The port that the gateway listens on. */
  readonly port: number;
  /** How the client speaks to the gateway itself. */
  readonly scheme: 'http' | 'https';
  /** The server name that the client asked for in TLS. */
  readonly sni: string | undefined;
  /** How that connection is protected, in the names of OpenSSL. */
  readonly tls: { version: string | null; cipher: string } | undefined;
  /** The port of the Host header, else the gateway's: what a route's host may name. */
  readonly hostPort: number;
  readonly client: Client;
  readonly body: Buffer;
  /** Bytes of head and body. */
  readonly requestSize: number;
  /** Header lines that plugins of the request phases put on the answer. */
  readonly answerHeaders = new HeaderList();
  readonly upstream: UpstreamRequest;
  /** What the gateway and its plugins did, and how long it took: for tracing. */
  readonly work: Work[] = [];
  /** When the phases of the answer began: `headers`, `body`, and the end of the request's own phases. */
  readonly marks: { accessStart?: number; accessEnd?: number; headersStart?: number; bodyStart?: number } =
    {};
  /** Called when the last phase is over. */
  readonly atEnd: (() => void)[] = [];
  /** An answer of the gateway's own that counts as an upstream's: one of a cache. */
  isProxied = false;
  /** The whole answer of the upstream is taken before it is passed on, so that it is one of the gateway's own making. */
  isBuffered = false;
  /** Whether Lua keeps a context for this request. */
  usedLua = false;
  match: Match | undefined;
  consumer: Stored | undefined;
  credential: Stored | undefined;
  /** Groups that an authentication plugin found itself. */
  authenticatedGroups: readonly string[] | undefined;
  /** The token that jwt accepted: `kong.ctx.shared.authenticated_jwt_token`. */
  authenticatedJwt: string | undefined;
  /** What plugins put into log entries, by path. */
  readonly logValues: LogValue[] = [];
  /** The id of the trace by the format of the header that carries it. */
  traceIds: Record<string, string> | undefined;
  outcome: Outcome | undefined;
  latencies = { proxy: 0, upstream: -1, request: 0 };
  tries: { [key: string]: Json }[] = [];
  upstreamStatus = '';
  bytesSent = 0;

  constructor(
    gateway: GatewayNode,
    request: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
    serverPort: number,
  ) {
    this.gateway = gateway;
    this.request = request;
    this.response = response;
    this.body = body;
    this.method = request.method ?? 'GET';
    this.headers = HeaderList.fromRaw(request.rawHeaders);
    const target = request.url ?? '/';
    const absolute = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)(.*)$/i.exec(target);
    const relative = absolute ? (absolute[2] ?? '') : target;
    const mark = relative.indexOf('?');
    this.rawPath = (mark < 0 ? relative : relative.slice(0, mark)) || '/';
    this.query = mark < 0 ? undefined : relative.slice(mark + 1);
    this.path = normalizePath(this.rawPath);
    const authority = absolute?.[1] ?? this.headers.get('host') ?? '';
    const [, name = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(authority) ?? [];
    this.host = name;
    this.port = serverPort;
    const socket = request.socket as TLSSocket;
    const { encrypted: isEncrypted, servername } = socket as Partial<TLSSocket>;
    this.scheme = isEncrypted ? 'https' : 'http';
    this.sni = typeof servername === 'string' ? servername : undefined;
    this.tls = isEncrypted ? { version: socket.getProtocol(), cipher: socket.getCipher().name } : undefined;
    this.requestSize = headSize(request) + body.length;
    this.hostPort = port === undefined ? serverPort : Number(port);
    this.client = clientOf(
      request,
      this.headers,
      { host: name, serverPort, scheme: this.scheme },
      gateway.settings,
    );
    this.upstream = {
      method: this.method,
      scheme: 'http',
      host: '',
      port: 80,
      path: '/',
      query: this.query,
      headers: this.headers.copy(),
      body,
      hostHeader: undefined,
      retries: undefined,
      timeouts: undefined,
    };
  }

  /** Ends the request with one of Kong's error pages. */
  fail(status: number, message: string, headers: readonly (readonly [string, string])[] = []): never {
    const { type, body } = errorPage(message, this.requestId, this.headers.get('accept'));
    throw new Exit(status, body, [['Content-Type', type], ...headers]);
  }
}

/** Bytes of a request's first line and headers. */
function headSize(request: IncomingMessage): number {
  const line = `${request.method ?? ''} ${request.url ?? ''} HTTP/1.1\r\n\r\n`;
  return line.length + request.rawHeaders.reduce((sum, part) => sum + part.length + 2, 0);
}
