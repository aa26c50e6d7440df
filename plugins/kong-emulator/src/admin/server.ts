import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Gateway } from '../gateway.ts';
import { KongError, notFound, plain } from '../store/kong-error.ts';
import { NginxError, readBody } from './body.ts';
import type { AdminAnswer, AdminCall } from './context.ts';
import { resolve } from './routes.ts';

const kongVersion = 'kong/3.9.3';

async function answer(gateway: Gateway, request: IncomingMessage): Promise<AdminAnswer> {
  const url = new URL(request.url ?? '/', 'http://admin');
  const path = url.pathname.length > 1 ? url.pathname.replace(/\/+$/, '') : '/';
  const segments = path
    .split('/')
    .slice(1)
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const method = request.method ?? 'GET';
  const body = await readBody(request);
  const methods = resolve(gateway, segments);
  if (!methods) throw notFound();
  if (method === 'OPTIONS') {
    const allowed = [...Object.keys(methods), ...('GET' in methods ? ['HEAD'] : []), 'OPTIONS']
      .sort()
      .join(', ');
    return {
      status: 204,
      headers: {
        'Access-Control-Allow-Headers': 'Content-Type',
        Allow: allowed,
        'Access-Control-Allow-Methods': allowed,
      },
    };
  }
  const handler = methods[(method === 'HEAD' ? 'GET' : method) as keyof typeof methods];
  if (!handler) throw plain(405, 'Method not allowed');
  const call: AdminCall = {
    gateway,
    method,
    segments,
    path,
    query: url.searchParams,
    headers: request.headers,
    body,
  };
  return handler(call);
}

function send(
  response: ServerResponse,
  found: AdminAnswer | NginxError,
  startedAt: number,
  isHead: boolean,
): void {
  const headers: Record<string, string> = {};
  let text = '';
  if (found instanceof NginxError) {
    headers['Content-Type'] = 'text/html; charset=UTF-8';
    text = found.page;
  } else if (found.body !== undefined) {
    headers['Content-Type'] = 'application/json; charset=utf-8';
    text = JSON.stringify(found.body);
  }
  if (!(found instanceof NginxError) && found.text) {
    headers['Content-Type'] = found.text.type;
    text = found.text.body;
  }
  headers.Connection = response.shouldKeepAlive ? 'keep-alive' : 'close';
  headers['Access-Control-Allow-Origin'] = '*';
  headers['Access-Control-Allow-Credentials'] = 'true';
  if (text !== '') headers['Content-Length'] = String(Buffer.byteLength(text));
  headers['X-Kong-Admin-Latency'] = String(Date.now() - startedAt);
  headers.Server = kongVersion;
  if (!(found instanceof NginxError)) Object.assign(headers, found.headers);
  response.writeHead(found.status, STATUS_CODES[found.status], headers);
  response.end(isHead ? undefined : text);
}

/** The Admin API over HTTP; it has no authentication of its own, as Kong's has none, and so belongs on loopback. */
export function createAdminServer(gateway: Gateway): Server {
  return createServer((request, response) => {
    const startedAt = Date.now();
    const isHead = request.method === 'HEAD';
    answer(gateway, request).then(
      (found) => send(response, found, startedAt, isHead),
      (error: unknown) => {
        if (!request.complete) request.resume();
        if (error instanceof NginxError) send(response, error, startedAt, isHead);
        else if (error instanceof KongError)
          send(response, { status: error.status, body: error.body }, startedAt, isHead);
        else {
          gateway.log('error', error instanceof Error ? (error.stack ?? error.message) : String(error));
          send(
            response,
            { status: 500, body: { message: 'An unexpected error occurred' } },
            startedAt,
            isHead,
          );
        }
      },
    );
  });
}
