import type { Peer } from '../router/balancer.ts';
import type { Exchange } from '../exchange/exchange.ts';

/** Headers that end at the gateway. */
export const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);

/** Lines that the gateway writes itself, whatever the client sent. */
const own = new Set([
  ...hopByHop,
  'host',
  'content-length',
  'via',
  'expect',
  // Node refuses to send it in front of a body that is not chunked.
  'trailer',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-forwarded-path',
  'x-forwarded-prefix',
  'x-real-ip',
  'x-kong-request-id',
]);

const portOf = (scheme: string): number => (scheme === 'https' ? 443 : 80);

function hostHeader(exchange: Exchange, peer: Peer): string {
  const { upstream, match } = exchange;
  if (upstream.hostHeader !== undefined) return upstream.hostHeader;
  if (match?.route.preserve_host === true) return exchange.headers.get('host') ?? exchange.host;
  if (peer.hostHeader !== undefined) return peer.hostHeader;
  return peer.port === portOf(upstream.scheme) ? peer.host : `${peer.host}:${peer.port}`;
}

/** Headers that the client named in `Connection`, which end here too. */
function namedInConnection(exchange: Exchange): Set<string> {
  const names = exchange.headers.getAll('connection').flatMap((line) => line.split(','));
  return new Set(names.map((name) => name.trim().toLowerCase()));
}

/** The lines that go to an upstream, as Kong 3.9 writes them: its own first, then what the client sent and plugins left. */
export function upstreamHeaders(exchange: Exchange, peer: Peer): Map<string, string[]> {
  const { client, headers, upstream, match } = exchange;
  const lines = new Map<string, string[]>();
  const spellings = new Map<string, string>();
  const add = (name: string, value: string): void => {
    const spelling = spellings.get(name.toLowerCase()) ?? name;
    spellings.set(name.toLowerCase(), spelling);
    lines.set(spelling, [...(lines.get(spelling) ?? []), value]);
  };
  const put = (name: string, value: string | undefined): void => {
    if (value !== undefined && value !== '') add(name, value);
  };
  if (headers.getAll('te').some((line) => /(^|,)\s*trailers\b/i.test(line))) put('TE', 'trailers');
  const version = exchange.request.httpVersion === '1.0' ? '1' : exchange.request.httpVersion;
  const via = `${version} kong/3.9.3`;
  const clientVia = upstream.headers.get('via');
  put('Via', clientVia === undefined ? via : `${clientVia}, ${via}`);
  put('Host', hostHeader(exchange, peer));
  put('Connection', 'keep-alive');
  const earlier = headers.get('x-forwarded-for');
  put('X-Forwarded-For', earlier === undefined ? client.ip : `${earlier}, ${client.ip}`);
  put('X-Forwarded-Proto', client.forwardedScheme);
  put('X-Forwarded-Host', client.forwardedHost);
  put('X-Forwarded-Port', String(client.forwardedPort));
  put('X-Forwarded-Path', client.forwardedPath ?? exchange.rawPath);
  const stripped = match?.route.strip_path === true && match.prefix !== '/' ? match.prefix : undefined;
  put('X-Forwarded-Prefix', client.forwardedPrefix ?? stripped);
  put('X-Real-IP', client.forwardedIp);
  put('X-Kong-Request-Id', exchange.requestId);
  const hasBody =
    upstream.body.length > 0 ||
    upstream.headers.has('content-length') ||
    upstream.headers.has('transfer-encoding');
  if (hasBody) put('Content-Length', String(upstream.body.length));
  const dropped = namedInConnection(exchange);
  for (const [name, value] of upstream.headers.lines) {
    const lower = name.toLowerCase();
    if (!own.has(lower) && !dropped.has(lower)) add(name, value);
  }
  return lines;
}
