import { parseArguments } from './query.ts';
import type { Json, Row } from '../schema/field.ts';
import type { Stored } from '../store/table.ts';
import type { Exchange, Outcome } from './exchange.ts';
import type { HeaderList } from './headers.ts';
import { placeLogValue } from './log-values.ts';

/** The one workspace that OSS has. */
const workspace = '0dc6f45b-8f8d-40d2-a504-473544ee190b';

const headersOf = (headers: HeaderList): Row => ({ ...headers.toObject() });

/** The answer's headers; the date of the gateway's own answers is nginx's, and Kong does not see it. */
function answerHeaders({ headers, source }: Outcome): Row {
  const { date, ...rest } = headersOf(headers);
  return source === 'service' && date !== undefined ? { ...rest, date } : rest;
}

/** An entity without what is not set, as Kong keeps it in memory. */
export function entityOf(row: Stored, isInWorkspace: boolean): Row {
  const set = Object.entries(row).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(set), ...(isInWorkspace ? { ws_id: workspace } : {}) };
}

function querystring(query: string | undefined): Row {
  const out: { [name: string]: Json } = {};
  for (const [name, values] of parseArguments(query))
    out[name] = values.length === 1 ? (values[0] ?? null) : values;
  return out;
}

/** What log plugins report of a finished request: Kong's kong.log.serialize of 3.9. */
export function serialize(exchange: Exchange): Row {
  const { match, consumer, credential, latencies, outcome } = exchange;
  const target = exchange.rawPath + (exchange.query === undefined ? '' : `?${exchange.query}`);
  const isUpstream = outcome?.source === 'service';
  const kongMs = exchange.latencies.upstream < 0 ? latencies.request : latencies.proxy;
  const receiveMs =
    latencies.upstream < 0 ? 0 : Math.max(0, latencies.request - latencies.proxy - latencies.upstream);
  const entry: Row = {
    request: {
      id: exchange.requestId,
      size: exchange.requestSize,
      uri: target,
      url: `${exchange.client.forwardedScheme}://${exchange.host}:${exchange.port}${target}`,
      headers: headersOf(exchange.upstream.headers),
      querystring: querystring(exchange.query),
      method: exchange.method,
      ...(exchange.tls ? { tls: { ...exchange.tls, client_verify: 'NONE' } } : {}),
    },
    response: {
      size: exchange.bytesSent,
      headers: outcome ? answerHeaders(outcome) : {},
      status: outcome?.status ?? 0,
    },
    upstream_status: exchange.upstreamStatus,
    latencies: { request: latencies.request, proxy: latencies.upstream, receive: receiveMs, kong: kongMs },
    tries: exchange.tries,
    source: isUpstream ? 'upstream' : 'kong',
    workspace,
    workspace_name: 'default',
    ...(match ? { route: entityOf(match.route, true) } : {}),
    ...(match?.service ? { service: entityOf(match.service, true) } : {}),
    ...(credential ? { authenticated_entity: { id: credential.id } } : {}),
    ...(consumer ? { consumer: entityOf(consumer, false) } : {}),
    upstream_uri:
      exchange.upstream.path + (exchange.upstream.query === undefined ? '' : `?${exchange.upstream.query}`),
    ...(exchange.traceIds ? { trace_id: exchange.traceIds } : {}),
    client_ip: exchange.client.forwardedIp,
    started_at: exchange.startedAt,
  };
  for (const value of exchange.logValues) placeLogValue(entry, value);
  return entry;
}
