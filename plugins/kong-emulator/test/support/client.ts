import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator.ts';
import { startEcho } from './echo.ts';
import { freePorts } from './free-ports.ts';

/** What the echoing upstream saw of a request. */
export interface Seen {
  method: string;
  target: string;
  headers: [string, string][];
  body: string;
}

/** An emulator with an upstream behind it, and short ways to speak to both of its ports. */
export interface Fixture {
  emulator: Emulator;
  upstreamUrl: string;
  /** A call of the Admin API: status and body. */
  admin: (
    method: string,
    path: string,
    body?: unknown,
  ) => Promise<{ status: number; body: Record<string, unknown> }>;
  /** A request through the proxy. */
  proxy: (path: string, init?: RequestInit) => Promise<Response>;
  close: () => Promise<void>;
}

/** Starts an emulator on free ports with an echoing upstream. */
export async function startFixture(options: Partial<EmulatorOptions> = {}): Promise<Fixture> {
  const [upstreamPort = 0, proxyPort = 0, adminPort = 0] = await freePorts(3);
  const upstream = await startEcho(upstreamPort, 'echo');
  const emulator = await startEmulator({ proxyPort, adminPort, database: true, ...options });
  return {
    emulator,
    upstreamUrl: `http://127.0.0.1:${upstreamPort}`,
    admin: async (method, path, body) => {
      const response = await fetch(emulator.adminUrl + path, {
        method,
        ...(body === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
      };
    },
    proxy: (path, init) => fetch(emulator.proxyUrl + path, init),
    close: async () => {
      await emulator.close();
      upstream.closeAllConnections();
      upstream.close();
    },
  };
}

/** The values of a header that reached the upstream. */
export const valuesOf = (seen: Seen, name: string): string[] =>
  seen.headers.filter(([other]) => other.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
