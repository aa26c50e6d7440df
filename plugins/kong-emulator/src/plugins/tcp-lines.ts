import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { GatewayNode } from '../gateway-node.ts';

/** How a connection is made and how long it is kept; times in milliseconds. */
export interface LineOptions {
  timeout: number;
  keepalive: number;
  tls: boolean;
  /** The server name asked for in TLS; the certificate is not checked. */
  serverName: string | undefined;
}

/** Sends lines over one connection while it is in use. */
export interface Lines {
  send: (line: string) => void;
  /** Resolves when everything is sent. */
  close: () => Promise<void>;
}

const usual: LineOptions = { timeout: 1000, keepalive: 60_000, tls: false, serverName: undefined };

/** Opens such a connection to a host and port for a plugin when the first line comes; what cannot be sent is logged and lost. */
export function openLines(
  gateway: GatewayNode,
  plugin: string,
  host: string,
  port: number,
  { timeout, keepalive, tls, serverName: servername }: LineOptions = usual,
): Lines {
  let socket: Socket | undefined;
  const connected = (): Socket => {
    if (socket && !socket.destroyed && socket.writable) return socket;
    const made = tls
      ? connectTls({
          host,
          port,
          rejectUnauthorized: false,
          ...(servername === undefined ? {} : { servername }),
        })
      : connect({ host, port });
    made.unref();
    made.setTimeout(keepalive, () => made.end());
    const timer = setTimeout(() => made.destroy(new Error('timeout')), timeout);
    made.once(tls ? 'secureConnect' : 'connect', () => clearTimeout(timer));
    made.once('close', () => clearTimeout(timer));
    made.on('error', ({ message }) =>
      gateway.log('error', `${plugin}: failed to send data to ${host}:${port}: ${message}`),
    );
    // What the other side says is of no interest, but unread it would keep the connection from ending.
    made.resume();
    socket = made;
    return made;
  };
  return {
    send: (line) => connected().write(`${line}\n`),
    close: async () => {
      const open = socket;
      if (!open || open.destroyed) return;
      await new Promise<void>((resolve) => {
        open.once('close', () => resolve());
        open.end();
      });
    },
  };
}
