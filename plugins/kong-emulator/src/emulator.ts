import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { createAdminServer } from './admin/server.ts';
import { luaOf } from './lua/engine.ts';
import { Gateway } from './gateway.ts';
import type { GatewaySettings } from './gateway-node.ts';
import { createProxyServer, createTlsProxyServer } from './proxy/server.ts';

/** Where an emulator listens (0: any free port), how it behaves, and where its log lines go. */
export interface EmulatorOptions extends Partial<GatewaySettings> {
  proxyPort: number;
  /** A second port of the proxy, with TLS; none without it. */
  proxyTlsPort?: number;
  adminPort: number;
}

/** A running emulator. */
export interface Emulator {
  proxyUrl: string;
  /** Where it listens with TLS; its certificate is its own, unless a server name has one. */
  proxyTlsUrl: string | undefined;
  adminUrl: string;
  gateway: Gateway;
  /** Stops listening, keeps what is to be kept, and ends every connection. */
  close: () => Promise<void>;
  /** Lets the process end although the emulator listens. */
  unref: () => void;
}

const host = '127.0.0.1';

/** How long log queues may take to empty at the end. */
const drainMs = 2000;

function listen(server: Server, port: number, what: string, scheme = 'http'): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `port ${port} on ${host} (${what}) is in use; stop what listens there or choose another port`,
            )
          : error,
      );
    });
    server.listen(port, host, () => resolve(`${scheme}://${host}:${(server.address() as AddressInfo).port}`));
  });
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

/** Starts the gateway on loopback: the proxy and the Admin API. Rejects with one sentence when a port is in use. */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const gateway = new Gateway({
    database: options.database ?? false,
    ...(options.stateFile === undefined ? {} : { stateFile: options.stateFile }),
    luaRequires: options.luaRequires ?? [],
    trustedIps: options.trustedIps ?? [],
    realIpHeader: options.realIpHeader ?? 'X-Real-IP',
    clock: options.clock ?? Date.now,
    log: options.log ?? (() => undefined),
  });
  // Lua takes a tenth of a second to start, which no request should wait for.
  luaOf(gateway);
  const proxy = createProxyServer(gateway);
  const secure = options.proxyTlsPort === undefined ? undefined : createTlsProxyServer(gateway);
  const admin = createAdminServer(gateway);
  const servers = [proxy, ...(secure ? [secure] : []), admin];
  try {
    const proxyUrl = await listen(proxy, options.proxyPort, 'proxy');
    const proxyTlsUrl =
      secure && (await listen(secure, options.proxyTlsPort ?? 0, 'proxy with TLS', 'https'));
    const adminUrl = await listen(admin, options.adminPort, 'Admin API');
    const close = async (): Promise<void> => {
      await Promise.all(servers.map(closed));
      await Promise.race([gateway.close(), setTimeout(drainMs, undefined, { ref: false })]);
    };
    const unref = (): void => {
      for (const server of servers) {
        server.on('connection', (socket) => socket.unref());
        server.unref();
      }
    };
    return { proxyUrl, proxyTlsUrl, adminUrl, gateway, close, unref };
  } catch (error) {
    await gateway.close();
    proxy.close();
    secure?.close();
    throw error;
  }
}
