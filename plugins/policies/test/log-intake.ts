import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';

/** A server that takes in what a log sends: its port on 127.0.0.1, and what arrived first. */
export interface LogIntake {
  readonly port: number;
  /** Rejects after five seconds without any. */
  first(): Promise<string>;
}

const limitMs = 5_000;

/** Runs with an intake for HTTP bodies, TCP connections or UDP datagrams, and closes it. */
export async function withIntake(
  kind: 'http' | 'tcp' | 'udp',
  run: (intake: LogIntake) => Promise<void>,
): Promise<void> {
  const arrived = Promise.withResolvers<string>();
  const { port, close } = await { http: listenHttp, tcp: listenTcp, udp: listenUdp }[kind](arrived.resolve);
  const late = setTimeout(() => arrived.reject(new Error(`nothing arrived over ${kind}`)), limitMs);
  // Who does not ask for it shall not fail by it.
  arrived.promise.catch(() => undefined);
  try {
    await run({ port, first: () => arrived.promise });
  } finally {
    clearTimeout(late);
    close();
  }
}

interface Listening {
  readonly port: number;
  close(): void;
}

/** Below the ephemeral range, as every server here. */
const somePort = (): number => 20_000 + Math.floor(Math.random() * 10_000);

function listenHttp(take: (text: string) => void): Promise<Listening> {
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => (text += part));
    request.on('end', () => {
      take(text);
      response.end();
    });
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(somePort(), '127.0.0.1', () =>
      resolve({
        port: (server.address() as AddressInfo).port,
        close: () => {
          server.close();
          server.closeAllConnections();
        },
      }),
    );
  });
}

function listenTcp(take: (text: string) => void): Promise<Listening> {
  const server = createTcpServer((socket) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => {
      text += part;
      if (text.endsWith('\n')) take(text);
    });
    socket.on('end', () => take(text));
    socket.on('error', () => undefined);
    socket.unref();
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(somePort(), '127.0.0.1', () =>
      resolve({ port: (server.address() as AddressInfo).port, close: () => server.close() }),
    );
  });
}

function listenUdp(take: (text: string) => void): Promise<Listening> {
  const socket = createSocket('udp4', (message) => take(message.toString()));
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(somePort(), '127.0.0.1', () =>
      resolve({ port: socket.address().port, close: () => socket.close() }),
    );
  });
}
