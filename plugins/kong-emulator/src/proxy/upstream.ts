import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Stored } from '../store/table.ts';
import { errorPage, statusMessages } from '../exchange/error-pages.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { Exit } from '../exchange/exit.ts';
import { hopByHop, upstreamHeaders } from './forwarding.ts';
import { withCharset } from './charset.ts';
import type { Balancers, Peer } from '../router/balancer.ts';

const agents = {
  http: new HttpAgent({ keepAlive: true, keepAliveMsecs: 10_000, maxFreeSockets: 256 }),
  https: new HttpsAgent({ keepAlive: true, maxFreeSockets: 256, rejectUnauthorized: false }),
};

interface Timeouts {
  connect: number;
  read: number;
}

class Failure extends Error {
  readonly status: 502 | 504;
  readonly wasSent: boolean;

  constructor(status: 502 | 504, wasSent: boolean) {
    super(`upstream failed with ${status}`);
    this.status = status;
    this.wasSent = wasSent;
  }
}

function attempt(exchange: Exchange, peer: Peer, timeouts: Timeouts): Promise<IncomingMessage> {
  const { upstream } = exchange;
  const isTls = upstream.scheme === 'https';
  return new Promise((resolve, reject) => {
    let wasSent = false;
    let timedOut = false;
    const outgoing: ClientRequest = (isTls ? httpsRequest : httpRequest)({
      agent: isTls ? agents.https : agents.http,
      host: peer.host.replace(/^\[(.*)\]$/, '$1'),
      port: peer.port,
      method: upstream.method,
      path: upstream.path + (upstream.query === undefined ? '' : `?${upstream.query}`),
      setHost: false,
    });
    // A method that may have a body is otherwise sent as chunked when it has none.
    outgoing.useChunkedEncodingByDefault = false;
    for (const [name, values] of upstreamHeaders(exchange, peer)) outgoing.setHeader(name, values);
    let timer = setTimeout(expire, timeouts.connect);
    function expire(): void {
      timedOut = true;
      outgoing.destroy();
    }
    const connected = (): void => {
      wasSent = true;
      clearTimeout(timer);
      timer = setTimeout(expire, timeouts.read);
    };
    outgoing.on('socket', (socket) => {
      if (!socket.connecting) connected();
      else socket.once(isTls ? 'secureConnect' : 'connect', connected);
    });
    outgoing.on('response', (incoming) => {
      clearTimeout(timer);
      incoming.setTimeout(timeouts.read, () => incoming.destroy(new Error('read timeout')));
      resolve(incoming);
    });
    outgoing.on('upgrade', (_incoming, socket) => {
      clearTimeout(timer);
      socket.destroy();
      reject(new Failure(502, true));
    });
    outgoing.on('error', () => {
      clearTimeout(timer);
      reject(new Failure(timedOut ? 504 : 502, wasSent));
    });
    outgoing.end(upstream.body);
  });
}

/** Methods that are not sent twice once a connection stood. */
const onceOnly = new Set(['POST', 'LOCK', 'PATCH']);

/** Sends the request to its service, again as often as the service's `retries` say; ends with Kong's 502, 503 or 504 pages. */
export async function callUpstream(
  exchange: Exchange,
  service: Stored,
  balancers: Balancers,
): Promise<IncomingMessage> {
  const { upstream } = exchange;
  const timeouts = upstream.timeouts ?? {
    connect: Number(service.connect_timeout),
    read: Number(service.read_timeout),
  };
  const retries = upstream.retries ?? Number(service.retries);
  const begun = performance.now();
  let failure = new Failure(502, false);
  for (let tries = 0; tries <= retries; tries += 1) {
    const peer = balancers.next(upstream.host, upstream.port);
    if (!peer) exchange.fail(503, 'failure to get a peer from the ring-balancer');
    const at = Date.now();
    const precise = performance.now();
    exchange.tries.push({
      ip: peer.host,
      port: peer.port,
      balancer_start: at,
      balancer_start_ns: at * 1e6,
      balancer_latency: 0,
      balancer_latency_ns: Math.round((performance.now() - precise) * 1e6),
    });
    try {
      const incoming = await attempt(exchange, peer, timeouts);
      exchange.latencies.upstream = Math.round(performance.now() - begun);
      exchange.upstreamStatus = String(incoming.statusCode ?? 0);
      return incoming;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failure = error;
      const last = exchange.tries.at(-1);
      if (last) Object.assign(last, { state: 'failed', code: error.status });
      if (error.wasSent && onceOnly.has(upstream.method)) break;
    }
  }
  exchange.latencies.upstream = Math.round(performance.now() - begun);
  exchange.upstreamStatus = String(failure.status);
  const accept = exchange.headers.get('accept') ?? exchange.headers.get('content-type');
  const page = errorPage(statusMessages[failure.status] ?? '', exchange.requestId, accept, 'text/plain');
  throw new Exit(failure.status, page.body, [['Content-Type', page.type]], 'error');
}

/** The upstream's header lines without those that concern one connection alone. */
export function answerLines(incoming: IncomingMessage): [string, string][] {
  const lines: [string, string][] = [];
  const raw = incoming.rawHeaders;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = raw[index] ?? '';
    const value = raw[index + 1] ?? '';
    if (!hopByHop.has(name.toLowerCase())) lines.push([name, withCharset(name, value)]);
  }
  return lines;
}
