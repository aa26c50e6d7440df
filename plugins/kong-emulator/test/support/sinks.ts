import { createSocket } from 'node:dgram';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { expect } from 'vitest';

/** What a sink took: the whole of a request's or datagram's body, or a line of TCP. */
export interface Received {
  line?: string;
  headers?: [string, string][];
  body: Buffer;
}

/** Something that takes what log plugins send. */
export interface Sink {
  received: Received[];
  close: () => void;
}

/** Takes datagrams. */
export function udpSink(port: number): Promise<Sink> {
  const received: Received[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (body) => received.push({ body }));
  return new Promise((resolve) => {
    socket.bind(port, '127.0.0.1', () => resolve({ received, close: () => socket.close() }));
  });
}

/** Takes lines. */
export function tcpSink(port: number): Promise<Sink> {
  const received: Received[] = [];
  const server = createServer((socket) => {
    let rest = '';
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) received.push({ body: Buffer.from(line) });
    });
  });
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve({ received, close: () => void server.close() }));
  });
}

/** Takes requests, and answers each with what `answer` makes of it. */
export function httpSink(
  port: number,
  answer: (received: Received) => { status?: number; headers?: string[]; body: string } = () => ({
    body: 'ok',
  }),
): Promise<Sink & { port: number }> {
  const received: Received[] = [];
  const server = createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = request.rawHeaders.flatMap((name, index): [string, string][] =>
        index % 2 === 0 ? [[name, request.rawHeaders[index + 1] ?? '']] : [],
      );
      const line = `${request.method ?? ''} ${request.url ?? ''} HTTP/${request.httpVersion}`;
      const one = { line, headers, body: Buffer.concat(chunks) };
      received.push(one);
      const made = answer(one);
      response.sendDate = false;
      const length = ['Content-Length', String(Buffer.byteLength(made.body))];
      response.writeHead(made.status ?? 200, [
        ...(made.headers ?? ['Content-Type', 'text/plain']),
        ...length,
      ]);
      response.end(made.body);
    });
  });
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () =>
      resolve({
        received,
        port: (server.address() as AddressInfo).port,
        close: () => {
          server.closeAllConnections();
          server.close();
        },
      }),
    );
  });
}

/** Waits until something holds, four seconds at most. */
export async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !condition(); tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 20));
  expect(condition()).toBe(true);
}
