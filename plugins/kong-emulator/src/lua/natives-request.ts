import { authenticate } from '../exchange/authentication.ts';
import { escapePath } from '../router/path.ts';
import type { Json } from '../schema/field.ts';
import { argumentsJson, bytes, listOf, oneOrMany, toBytes } from './byte-strings.ts';
import type { Current } from './current.ts';
import type { Native } from './vm.ts';

const entity = (row: unknown): string | undefined =>
  row === undefined ? undefined : toBytes(JSON.stringify(row));

function variable({ exchange }: Current, name: string): string | undefined {
  const query = exchange.query ?? '';
  const target = exchange.rawPath + (query === '' ? '' : `?${query}`);
  const known: Record<string, string | undefined> = {
    request_method: exchange.method,
    request_uri: target,
    uri: exchange.path,
    args: query,
    query_string: query,
    is_args: query === '' ? '' : '?',
    scheme: exchange.scheme,
    host: exchange.host,
    server_port: String(exchange.port),
    remote_addr: exchange.client.forwardedIp,
    realip_remote_addr: exchange.client.ip,
    remote_port: String(exchange.client.port),
    request_id: exchange.requestId,
    kong_request_id: exchange.requestId,
    server_protocol: `HTTP/${exchange.request.httpVersion}`,
    upstream_uri: exchange.upstream.path,
    upstream_host: exchange.upstream.hostHeader,
    request_length: String(exchange.requestSize),
    status: String(exchange.outcome?.status ?? 0),
  };
  if (name in known) return known[name];
  if (name.startsWith('http_')) return exchange.headers.get(name.slice(5).replaceAll('_', '-'));
  if (name.startsWith('arg_')) return new URLSearchParams(query).get(name.slice(4)) ?? undefined;
  return undefined;
}

/** `kong.request`, `kong.service.request`, `kong.client`, `kong.router`. What plugins set for the upstream is what they read back of headers. */
export function requestNatives(current: () => Current): [string, Native][] {
  const at = (): Current['exchange'] => current().exchange;
  const upstream = (): Current['exchange']['upstream'] => at().upstream;
  return [
    ['phase', () => current().phase],
    ['method', () => at().method],
    ['scheme', () => at().scheme],
    ['host', () => at().host],
    ['port', () => String(at().port)],
    ['path', () => at().path],
    ['raw_path', () => at().rawPath],
    // As changed so far: Kong reads nginx's own variable, which set_query and set_raw_query write.
    ['raw_query', () => upstream().query ?? ''],
    [
      'path_with_query',
      () => at().rawPath + (upstream().query === undefined ? '' : `?${upstream().query ?? ''}`),
    ],
    ['http_version', () => at().request.httpVersion],
    ['start_time', () => String(at().startedAt)],
    ['forwarded_scheme', () => at().client.forwardedScheme],
    ['forwarded_host', () => at().client.forwardedHost],
    ['forwarded_port', () => String(at().client.forwardedPort)],
    ['forwarded_path', () => at().client.forwardedPath ?? at().rawPath],
    ['forwarded_prefix', () => at().client.forwardedPrefix ?? at().match?.prefix],
    ['request_header', (name) => oneOrMany(upstream().headers.getAll(name ?? ''))],
    ['request_headers', (max) => JSON.stringify(upstream().headers.first(Number(max)).toObject())],
    ['query_args', (most) => argumentsJson(upstream().query, Number(most) || undefined)],
    ['raw_body', () => upstream().body.toString('latin1')],
    [
      'body_kind',
      () => {
        const media = upstream().headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
        return media === 'application/json'
          ? 'json'
          : media === 'application/x-www-form-urlencoded'
            ? 'form'
            : '';
      },
    ],
    [
      'uri_captures',
      () => {
        const captures = at().match?.captures;
        const named = Object.fromEntries(
          Object.entries(captures?.groups ?? {}).filter(([, part]) => part !== undefined),
        );
        return JSON.stringify({
          unnamed: captures ? [...captures].map((part): Json => part ?? null) : [],
          named,
        });
      },
    ],
    ['var', (name) => variable(current(), name ?? '')],
    ['client_ip', () => at().client.ip],
    ['client_forwarded_ip', () => at().client.forwardedIp],
    ['client_port', () => String(at().client.port)],
    ['consumer', () => entity(at().consumer)],
    ['credential', () => entity(at().credential)],
    ['authenticated_jwt_token', () => at().authenticatedJwt && toBytes(at().authenticatedJwt ?? '')],
    ['route', () => entity(at().match?.route)],
    ['service', () => entity(at().match?.service)],
    [
      'authenticate',
      (id, credential) => {
        const { gateway } = at();
        const consumer = gateway.store.table('consumers').get(id ?? '');
        if (consumer)
          authenticate(at(), consumer, gateway.store.table('keyauth_credentials').get(credential ?? ''));
        return undefined;
      },
    ],
    [
      'set_header',
      (name, json) => {
        if (name?.toLowerCase() === 'host') upstream().hostHeader = listOf(json)[0];
        else upstream().headers.set(name ?? '', listOf(json));
        return undefined;
      },
    ],
    [
      'add_header',
      (name, json) => {
        for (const value of listOf(json)) upstream().headers.add(name ?? '', value);
        return undefined;
      },
    ],
    ['clear_header', (name) => void upstream().headers.remove(name ?? '')],
    ['set_method', (method) => void (upstream().method = method ?? 'GET')],
    ['set_scheme', (scheme) => void (upstream().scheme = scheme ?? 'http')],
    ['set_path', (path) => void (upstream().path = escapePath(path ?? '/'))],
    ['set_raw_query', (query) => void (upstream().query = query === '' ? undefined : query)],
    ['set_raw_body', (body) => void (upstream().body = bytes(body))],
    [
      'set_target',
      (host, port) => {
        upstream().host = host ?? '';
        upstream().port = Number(port);
        // Without the port, and whatever preserve_host says: Kong keeps a Host header that is set by then.
        upstream().hostHeader = host;
        return undefined;
      },
    ],
    ['set_retries', (count) => void (upstream().retries = Number(count))],
    [
      'set_timeouts',
      (connect, read) => void (upstream().timeouts = { connect: Number(connect), read: Number(read) }),
    ],
    [
      'set_upstream',
      (name) => {
        if (
          !at()
            .gateway.store.table('upstreams')
            .find('name', name ?? '')
        )
          return undefined;
        upstream().host = name ?? '';
        return '1';
      },
    ],
  ];
}
