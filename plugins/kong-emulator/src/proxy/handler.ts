import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Gateway } from '../gateway.ts';
import { LuaError } from '../lua/engine.ts';
import type { PluginHandler } from '../plugins/plugin.ts';
import type { Match, Router } from '../router/router.ts';
import { escapePath, upstreamPath } from '../router/path.ts';
import { sendExit, sendUpstream } from './answer.ts';
import { Exchange, preciseNow } from '../exchange/exchange.ts';
import { Exit } from '../exchange/exit.ts';
import { callUpstream } from './upstream.ts';
import { nginxPage } from '../exchange/error-pages.ts';

/** The whole body of a request: Kong buffers it too before it calls the upstream. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function findRoute(exchange: Exchange, router: Router): Match {
  const headers = exchange.headers;
  const scheme = exchange.client.forwardedScheme === 'https' ? 'https' : 'http';
  const match = router.find({
    method: exchange.method,
    path: exchange.path,
    host: exchange.host,
    port: exchange.hostPort,
    scheme,
    ...(exchange.sni === undefined ? {} : { sni: exchange.sni }),
    headers: (name) => headers.getAll(name),
  });
  if (!match) exchange.fail(404, 'no Route matched with those values');
  const { route } = match;
  if (scheme === 'http' && !(route.protocols as string[]).includes('http'))
    needHttps(exchange, Number(route.https_redirect_status_code));
  return match;
}

function needHttps(exchange: Exchange, status: number): never {
  if (status === 426) {
    exchange.fail(426, 'Please use HTTPS protocol', [
      ['Connection', 'keep-alive'],
      ['Upgrade', 'TLS/1.2, HTTP/1.1'],
      ['Connection', 'Upgrade'],
    ]);
  }
  const target = exchange.rawPath + (exchange.query === undefined ? '' : `?${exchange.query}`);
  const page = nginxPage(status);
  throw new Exit(status, page.body, [
    ['Location', `https://${exchange.client.forwardedHost}${target}`],
    // By ngx.redirect, which names no charset; the others are exits.
    ['Content-Type', status <= 302 ? 'text/html' : page.type],
  ]);
}

function aimAtService(exchange: Exchange, match: Match): void {
  exchange.match = match;
  const { upstream, path } = exchange;
  const { service, route, prefix } = match;
  if (!service) return;
  upstream.scheme = String(service.protocol);
  upstream.host = String(service.host);
  upstream.port = Number(service.port);
  const base = typeof service.path === 'string' ? service.path : '/';
  upstream.path = escapePath(upstreamPath(base, route.strip_path === true, path, path.slice(prefix.length)));
}

/** Runs the request phases; returns the plugins whose later phases are to run, also after an exit. */
async function runAccess(
  { plugins, router }: Gateway,
  exchange: Exchange,
  collected: PluginHandler[],
): Promise<void> {
  for (const handler of plugins.global()) collected.push(handler);
  for (const handler of [...collected]) await handler.rewrite?.(exchange);
  if (exchange.method === 'TRACE') {
    throw new Exit(
      405,
      `Method not allowed\nrequest_id: ${exchange.requestId}\n`,
      [
        ['Connection', 'close'],
        ['Content-Type', 'text/plain; charset=utf-8'],
      ],
      'error',
    );
  }
  const routing = preciseNow();
  const match = findRoute(exchange, router);
  exchange.work.push({ name: 'kong.router', start: routing, end: preciseNow() });
  aimAtService(exchange, match);
  collected.length = 0;
  let exit: unknown;
  exchange.marks.accessStart = preciseNow();
  const consumer = (): string => exchange.consumer?.id ?? '';
  for (const handler of plugins.forRequest(match.route.id, match.service?.id ?? '', consumer)) {
    collected.push(handler);
    if (exit !== undefined || !handler.access) continue;
    const start = preciseNow();
    try {
      await handler.access(exchange);
    } catch (error) {
      exit = error;
    }
    exchange.work.push({ name: `kong.access.plugin.${handler.name ?? ''}`, start, end: preciseNow() });
  }
  exchange.marks.accessEnd = preciseNow();
  if (exit !== undefined) throw exit;
  if (!match.service) exchange.fail(503, 'no Service found with those values');
}

async function answer(gateway: Gateway, exchange: Exchange, collected: PluginHandler[]): Promise<void> {
  try {
    await runAccess(gateway, exchange, collected);
    const service = exchange.match?.service;
    if (!service) return;
    exchange.latencies.proxy = Math.round(performance.now() - exchange.startedAtPrecise);
    const incoming = await callUpstream(exchange, service, gateway.balancers);
    await sendUpstream(exchange, incoming, collected);
  } catch (error) {
    if (error instanceof Exit) {
      sendExit(exchange, error, collected);
      return;
    }
    gateway.log(
      'error',
      error instanceof Error && !(error instanceof LuaError) ? (error.stack ?? error.message) : String(error),
    );
    if (exchange.response.headersSent) {
      exchange.response.destroy();
      return;
    }
    try {
      exchange.fail(500, 'An unexpected error occurred');
    } catch (exit) {
      sendExit(exchange, exit as Exit, collected);
    }
  }
}

/** Serves one request from the first byte to the log phase. */
export async function handle(
  gateway: Gateway,
  request: IncomingMessage,
  response: ServerResponse,
  port: number,
): Promise<void> {
  const { socket } = request;
  const sentBefore = socket.bytesWritten;
  const body = await readBody(request);
  const exchange = new Exchange(gateway, request, response, body, port);
  const collected: PluginHandler[] = [];
  response.once('close', () => {
    exchange.latencies.request = Math.round(performance.now() - exchange.startedAtPrecise);
    exchange.bytesSent = Math.max(0, socket.bytesWritten - sentBefore);
    for (const handler of collected) {
      try {
        handler.log?.(exchange);
      } catch (error) {
        gateway.log('error', String(error));
      }
    }
    for (const done of exchange.atEnd) done();
  });
  await answer(gateway, exchange, collected);
}
