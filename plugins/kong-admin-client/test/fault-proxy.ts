import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request as send } from 'undici';

/** A write that passed through. `status` is what the Admin API answered, also where the answer was then lost. */
export interface SeenWrite {
  method: string;
  path: string;
  body?: Record<string, unknown>;
  status: number;
}

/** `status`: an answer instead of the request. `reset` and `stall`: before it. `lost`, `half`: after it took effect. */
export type Fault = { status: number; retryAfter?: number } | 'reset' | 'stall' | 'lost' | 'half';

/** Stands between a client and any Admin API: sees the writes, and spoils what it is told to. */
export interface FaultProxy {
  adminUrl: string;
  writes: SeenWrite[];
  /** Asked for each request; undefined lets it pass. */
  fault: (request: { method: string; path: string }) => Fault | undefined;
  stop(): Promise<void>;
}

export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const server = createServer((request, response) => {
    void forward(proxy, target, request, response).catch(() => response.destroy());
  });
  const proxy: FaultProxy = {
    adminUrl: '',
    writes: [],
    fault: () => undefined,
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped());
        server.closeAllConnections();
      }),
  };
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  proxy.adminUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return proxy;
}

async function forward(
  proxy: FaultProxy,
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
) {
  const { method = 'GET', url: path = '/' } = request;
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const fault = proxy.fault({ method, path });
  if (fault === 'stall') return;
  if (fault === 'reset') return void request.socket.destroy();
  if (typeof fault === 'object') {
    const retryAfter = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
    response.writeHead(fault.status, { 'content-type': 'application/json', ...retryAfter });
    return void response.end('{"message":"An unexpected error occurred"}');
  }
  const answer = await send(target + path, {
    method: method as 'GET',
    headers: text === '' ? {} : { 'content-type': 'application/json' },
    body: text === '' ? undefined : text,
  });
  const body = await answer.body.text();
  if (method !== 'GET')
    proxy.writes.push({
      method,
      path,
      body: text === '' ? undefined : JSON.parse(text),
      status: answer.statusCode,
    });
  if (fault === 'lost') return void request.socket.destroy();
  response.writeHead(answer.statusCode, {
    'content-type': 'application/json',
    ...(body && { 'content-length': Buffer.byteLength(body) }),
  });
  if (fault === 'half') {
    response.write(body.slice(0, body.length / 2));
    return void setImmediate(() => request.socket.destroy());
  }
  response.end(body === '' ? undefined : body);
}
