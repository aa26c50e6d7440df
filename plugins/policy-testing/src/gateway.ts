import { startEmulator } from '@apim/kong-emulator/emulator';
import { onFreePort } from './free-port.ts';

/** The gateway that policies are tested on. */
export interface TestGateway {
  readonly kind: 'emulator' | 'kong';
  readonly adminUrl: string;
  readonly proxyUrl: string;
  /** Runs with the gateway's clock standing at a time (milliseconds since 1970); throws on a real Kong. */
  at<Result>(now: number, run: () => Promise<Result>): Promise<Result>;
  /** What the gateway logged since the last call; nothing is known of a real Kong. */
  takeLog(): string[];
}

let started: Promise<TestGateway> | undefined;

/**
 * The gateway of this process: the Kong of KONG_ADMIN_URL and KONG_PROXY_URL, else an emulator that starts at the first call
 * and ends with the process. Says on stderr which it is.
 */
export function testGateway(): Promise<TestGateway> {
  started ??= findGateway();
  return started;
}

async function findGateway(): Promise<TestGateway> {
  const { KONG_ADMIN_URL: adminUrl, KONG_PROXY_URL: proxyUrl } = process.env;
  if ((adminUrl === undefined) !== (proxyUrl === undefined)) {
    throw new Error(
      'only one of KONG_ADMIN_URL and KONG_PROXY_URL is set; set both for a real Kong, or none for the emulator',
    );
  }
  const gateway =
    adminUrl === undefined || proxyUrl === undefined ? await emulator() : realKong(adminUrl, proxyUrl);
  const where = gateway.kind === 'kong' ? `the Kong of ${gateway.adminUrl}` : 'the EMULATOR, not on a Kong';
  process.stdout.write(`testPolicy runs on ${where}\n`);
  return gateway;
}

function realKong(adminUrl: string, proxyUrl: string): TestGateway {
  return {
    kind: 'kong',
    adminUrl: adminUrl.replace(/\/$/, ''),
    proxyUrl,
    at: () => {
      throw new Error(
        'the clock of a real Kong cannot be set; leave `now` out, or run this case on the emulator',
      );
    },
    takeLog: () => [],
  };
}

async function emulator(): Promise<TestGateway> {
  let stopped: number | undefined;
  let log: string[] = [];
  const { adminUrl, proxyUrl, unref } = await onFreePort((proxyPort) =>
    onFreePort((adminPort) =>
      startEmulator({
        proxyPort,
        adminPort,
        database: true,
        luaRequires: ['kong.tools.sha256'],
        trustedIps: ['127.0.0.1'],
        clock: () => stopped ?? Date.now(),
        log: (level, message) => log.push(`${level}: ${message}`),
      }),
    ),
  );
  unref();
  return {
    kind: 'emulator',
    adminUrl,
    proxyUrl,
    at: async (now, run) => {
      stopped = now;
      try {
        return await run();
      } finally {
        stopped = undefined;
      }
    },
    takeLog: () => {
      const lines = log;
      log = [];
      return lines;
    },
  };
}
