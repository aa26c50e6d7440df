import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { startEmulator } from '@apim/kong-emulator/emulator';

export interface Echo {
  method: string;
  url: string;
  /** Names in lower case, as they came. */
  headers: [string, string][];
}

/** An upstream that answers what it received. */
export async function startUpstream() {
  const server = createServer((request: IncomingMessage, reply) => {
    const { rawHeaders, method, url } = request;
    const headers = rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [[name.toLowerCase(), rawHeaders[index + 1]]] : [],
    );
    reply.setHeader('content-type', 'application/json');
    reply.end(JSON.stringify({ method, url, headers }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address,
    url: `http://${address}/upstream`,
    stop: () => void (server.close(), server.closeAllConnections()),
  };
}

/** An emulated Kong with what the platform's code needs. */
export const startKong = (database = true) =>
  startEmulator({ proxyPort: 0, adminPort: 0, database, luaRequires: ['kong.tools.sha256'] });

export interface Listed {
  id: string;
  name?: string;
  paths?: string[];
  tags?: string[];
}

/** Entities in a collection of an Admin API. */
export async function listOf(adminUrl: string, collection: string): Promise<Listed[]> {
  const response = await fetch(`${adminUrl}/${collection}?size=1000`);
  return ((await response.json()) as { data: Listed[] }).data;
}

/** Sends exactly these lines, and gives the status of the first answer and the whole text. */
export function sendRaw(url: string, lines: string[], body = ''): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), hostname, () =>
      socket.write(`${lines.join('\r\n')}\r\n\r\n${body}`),
    );
    socket.setTimeout(3_000, () => socket.destroy());
    socket.on('data', (chunk) => {
      text += String(chunk);
      // A kept connection stays open: what is to come, comes at once.
      socket.setTimeout(150);
    });
    socket.on('error', reject);
    socket.on('close', () => resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]), text }));
  });
}
