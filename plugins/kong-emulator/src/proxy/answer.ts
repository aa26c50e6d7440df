import type { IncomingMessage } from 'node:http';
import type { PluginHandler } from '../plugins/plugin.ts';
import { preciseNow, type Exchange } from '../exchange/exchange.ts';
import { Exit } from '../exchange/exit.ts';
import { withCharset } from './charset.ts';
import { HeaderList } from '../exchange/headers.ts';
import { answerLines } from './upstream.ts';

const kong = 'kong/3.9.3';
const bodyless = new Set([204, 304]);

/** Runs the header filters; one that exits puts its own answer in the place of what was to come, whose body is returned. */
function runHeaderFilters(exchange: Exchange, handlers: readonly PluginHandler[]): Buffer | undefined {
  let own: Buffer | undefined;
  exchange.marks.headersStart = preciseNow();
  for (const handler of handlers) {
    if (!handler.headerFilter) continue;
    const start = preciseNow();
    try {
      handler.headerFilter(exchange);
    } catch (error) {
      if (!(error instanceof Exit) || !exchange.outcome) throw error;
      own = error.body ?? Buffer.alloc(0);
      exchange.outcome.status = error.status;
      for (const [name, value] of error.headers) exchange.outcome.headers.set(name, value);
      exchange.outcome.headers.set('Content-Length', String(own.length));
    }
    exchange.work.push({ name: `kong.header_filter.plugin.${handler.name ?? ''}`, start, end: preciseNow() });
  }
  exchange.marks.bodyStart = preciseNow();
  return own;
}

function runBodyFilters(
  exchange: Exchange,
  handlers: readonly PluginHandler[],
  chunk: Buffer,
  isLast: boolean,
): Buffer {
  let out = chunk;
  for (const handler of handlers) out = handler.bodyFilter?.(exchange, out, isLast) ?? out;
  return out;
}

/** Writes the head as the header filters left it. */
function writeHead(exchange: Exchange): void {
  const { outcome, response, request } = exchange;
  if (!outcome) return;
  const close =
    request.httpVersion === '1.0' || /(^|,)\s*close\s*(,|$)/i.test(request.headers.connection ?? '');
  const { headers } = outcome;
  if (!headers.has('Connection')) headers.set('Connection', close ? 'close' : 'keep-alive');
  // As nginx does when nobody names a server, also where a plugin removed it.
  if (!headers.has('Server')) headers.set('Server', kong);
  response.sendDate = false;
  if (close) response.shouldKeepAlive = false;
  response.writeHead(outcome.status, headers.toRaw());
}

function putAll(target: HeaderList, source: HeaderList): void {
  const done = new Set<string>();
  for (const [name] of source.lines) {
    if (done.has(name.toLowerCase())) continue;
    done.add(name.toLowerCase());
    target.set(name, source.getAll(name));
  }
}

/** Answers in the gateway's own name. */
export function sendExit(exchange: Exchange, exit: Exit, handlers: readonly PluginHandler[]): void {
  const headers = new HeaderList([['Date', new Date().toUTCString()]]);
  for (const [name, value] of exit.headers) {
    if (headers.has(name)) headers.add(name, value);
    else headers.set(name, exit.status === 301 || exit.status === 302 ? value : withCharset(name, value));
  }
  putAll(headers, exchange.answerHeaders);
  const hasLength = !bodyless.has(exit.status);
  if (hasLength && !headers.has('Content-Length'))
    headers.set('Content-Length', String(exit.body?.length ?? 0));
  const isProxied = exchange.isProxied || (exit.source === 'error' && exchange.latencies.upstream >= 0);
  if (isProxied) {
    headers.set('X-Kong-Upstream-Latency', String(Math.max(0, exchange.latencies.upstream)));
    headers.set('X-Kong-Proxy-Latency', String(exchange.latencies.proxy));
    headers.set('Via', `1.1 ${kong}`);
  } else {
    headers.set('X-Kong-Response-Latency', String(Math.round(performance.now() - exchange.startedAtPrecise)));
  }
  if (!exchange.isProxied || !headers.has('Server')) headers.set('Server', kong);
  headers.set('X-Kong-Request-Id', exchange.requestId);
  exchange.outcome = { status: exit.status, headers, source: exit.source };
  try {
    const own = runHeaderFilters(exchange, handlers);
    writeHead(exchange);
    const body = runBodyFilters(exchange, handlers, own ?? exit.body ?? Buffer.alloc(0), true);
    exchange.response.end(exchange.method === 'HEAD' || bodyless.has(exit.status) ? undefined : body);
  } catch (error) {
    abort(exchange, error);
  }
}

/** An error in a response phase leaves nothing to send: Kong closes with an empty reply. */
function abort(exchange: Exchange, error: unknown): void {
  exchange.gateway.log('error', error instanceof Error ? error.message : String(error));
  exchange.response.socket?.destroy();
}

/** Passes on what the upstream answers, piece by piece. */
export async function sendUpstream(
  exchange: Exchange,
  incoming: IncomingMessage,
  handlers: readonly PluginHandler[],
): Promise<void> {
  const headers = new HeaderList(answerLines(incoming));
  if (exchange.isBuffered && !headers.has('Date')) headers.set('Date', new Date().toUTCString());
  putAll(headers, exchange.answerHeaders);
  headers.set('X-Kong-Upstream-Latency', String(exchange.latencies.upstream));
  headers.set('X-Kong-Proxy-Latency', String(exchange.latencies.proxy));
  const via = headers.getAll('via');
  headers.set('Via', [...via, `1.1 ${kong}`].join(', '));
  headers.set('X-Kong-Request-Id', exchange.requestId);
  const type = incoming.headers['content-type'];
  exchange.outcome = {
    status: incoming.statusCode ?? 502,
    headers,
    source: 'service',
    ...(type === undefined ? {} : { upstreamType: { sent: type, shown: withCharset('content-type', type) } }),
  };
  const { response } = exchange;
  const filters = handlers.filter(({ bodyFilter }) => bodyFilter);
  try {
    const own = runHeaderFilters(exchange, handlers);
    writeHead(exchange);
    if (own) {
      incoming.destroy();
      response.end(runBodyFilters(exchange, filters, own, true));
      return;
    }
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      if (response.destroyed) return;
      const out = filters.length > 0 ? runBodyFilters(exchange, filters, chunk, false) : chunk;
      if (out.length > 0 && !response.write(out)) {
        await new Promise((resolve) => {
          response.once('drain', resolve);
          response.once('close', resolve);
        });
      }
    }
    const rest = filters.length > 0 ? runBodyFilters(exchange, filters, Buffer.alloc(0), true) : undefined;
    response.end(rest !== undefined && rest.length > 0 ? rest : undefined);
  } catch (error) {
    abort(exchange, error);
  }
}
