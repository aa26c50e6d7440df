import { randomBytes } from 'node:crypto';
import { createServer, STATUS_CODES, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Gateway } from '../gateway.ts';
import { statusMessages } from '../exchange/error-pages.ts';
import { handle } from './handler.ts';
import { selfSigned } from './self-signed.ts';
import { certificateFinder } from './server-names.ts';

/** An answer to what could not be read as a request, after which the connection ends. */
function refuse(socket: Socket, status: number): void {
  if (socket.writableEnded || socket.destroyed) return;
  const id = randomBytes(16).toString('hex');
  const body = `${statusMessages[status] ?? 'Bad request'}\nrequest_id: ${id}\n`;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `Date: ${new Date().toUTCString()}`,
    'Content-Type: text/plain; charset=utf-8',
    'Connection: close',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Kong-Response-Latency: 0',
    'Server: kong/3.9.3',
    `X-Kong-Request-Id: ${id}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

/** The proxy. Node's strict parser refuses what would let two servers disagree about a request's end (CL with TE, repeated CL, odd TE). */
export function createProxyServer(gateway: Gateway): Server {
  return serve(gateway, createServer(options));
}

/** The same over TLS, with the gateway's certificates by server name and one of its own for everybody else. */
export function createTlsProxyServer(gateway: Gateway): Server {
  const find = certificateFinder(gateway);
  const server = createTlsServer({
    ...options,
    ...selfSigned(),
    SNICallback: (name, done) => {
      try {
        done(null, find(name));
      } catch (error) {
        done(error as Error);
      }
    },
  });
  return serve(gateway, server);
}

const options = { requireHostHeader: false, maxHeaderSize: 32 * 1024, keepAliveTimeout: 65_000 };

function serve(gateway: Gateway, server: Server): Server {
  // Without this node keeps the first 2,000 lines alone, and the rest would be seen by nobody.
  server.maxHeadersCount = 0;
  server.on('connection', () => (gateway.counts.accepted += 1));
  server.on('request', (request, response) => {
    if (request.httpVersion !== '1.0' && request.headers.host === undefined) {
      refuse(request.socket, 400);
      return;
    }
    gateway.counts.requests += 1;
    gateway.counts.active += 1;
    response.once('close', () => (gateway.counts.active -= 1));
    const port = (server.address() as AddressInfo).port;
    handle(gateway, request, response, port).catch((error: unknown) => {
      // The client went away while it sent its body.
      gateway.log('debug', String(error));
      response.destroy();
    });
  });
  server.on('connect', (_request, socket) => refuse(socket as Socket, 405));
  server.on('clientError', (_error, socket) => refuse(socket as Socket, 400));
  return server;
}
