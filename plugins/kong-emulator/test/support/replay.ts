import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator.ts';
import { startEcho } from './echo.ts';
import { freePorts } from './free-ports.ts';
import { startPartner, startStalled } from './partners.ts';
import { RandomValues } from './random-values.ts';
import { exchangeRaw, type RawAnswer } from './raw-http.ts';
import { readJson, readShared, type Behaviour, type Recorded } from './shared.ts';
import type { Received } from './sinks.ts';

/** A recorded file made to run here: ports moved to free ones, which have as many digits. */
export interface Replay {
  behaviour: Behaviour;
  emulator: Emulator;
  /** Where what the recording calls its sink is to listen. */
  sinks: { http: number; tcp: number; udp: number };
  /** What `file-log` writes. */
  logFile: string;
  /** What functions or a model were asked. */
  asked: Received[];
  send: (recorded: Recorded) => Promise<RawAnswer>;
  /** The recorded answer with the random values of this run. */
  expected: (recorded: Recorded) => Recorded['response'];
  close: () => Promise<void>;
}

type Tree = { [key: string]: unknown };

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

/** The calls of the Admin API by which a recording came about; the database of one file was that of another before. */
function setupOf(path: string, { setup = [] }: Behaviour): Omit<Recorded, 'name'>[] {
  const before = /pg-end-to-end/.test(path) ? readJson<Behaviour>('behaviours/oauth2.json').setup : undefined;
  return [...(before ?? []), ...setup];
}

/** The names of all plugins that a recording needs. */
export function pluginsOf({ declarative_config, setup = [] }: Behaviour): Set<string> {
  const created = setup
    .filter(({ request }) => request.target.endsWith('/plugins'))
    .map(({ request }) => JSON.parse(request.body) as unknown);
  return pluginsIn([declarative_config, { plugins: created }]);
}

function pluginsIn(value: unknown): Set<string> {
  const names = new Set<string>();
  const walk = (item: unknown): void => {
    if (Array.isArray(item)) item.forEach(walk);
    else if (isTree(item)) {
      if (Array.isArray(item.plugins))
        for (const plugin of item.plugins as Tree[]) names.add(String(plugin.name));
      Object.values(item).forEach(walk);
    }
  };
  walk(value);
  return names;
}

/** The body of a case: a large one is described in the recording, and was made of one letter, which the upstream's digest tells. */
function bodyOf({ request, response }: Recorded): Buffer {
  const size = /^<(\d+) bytes>$/.exec(request.body)?.[1];
  if (size === undefined) return Buffer.from(request.body);
  const x = Buffer.alloc(Number(size), 'x');
  return response.body.includes(createHash('sha1').update(x).digest('hex')) ? x : Buffer.alloc(x.length, 'z');
}

function wire(recorded: Recorded): Buffer {
  const { method, target, headers } = recorded.request;
  const version = recorded.name === 'http10' ? '1.0' : '1.1';
  const head = [
    `${method} ${target} HTTP/${version}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ];
  return Buffer.concat([Buffer.from(head.join('\r\n'), 'latin1'), bodyOf(recorded)]);
}

/** When a case was recorded; answers of the upstream carry no date, and count by that of the next that does. */
function dateOf({ response }: Recorded): number | undefined {
  const date = response?.headers?.find(([name]) => name === 'Date')?.[1];
  return date === undefined ? undefined : Date.parse(date);
}

const roles = ['proxy', 'tls', 'admin', 'up1', 'up2', 'sink', 'tcp', 'udp', 'dead', 'stalled'] as const;
const recordedPorts: Record<(typeof roles)[number], string[]> = {
  proxy: ['18000', '18100', '19000'],
  tls: ['18043', '18143'],
  admin: ['18001'],
  up1: ['18201', '19080'],
  up2: ['18202'],
  sink: ['18203'],
  tcp: ['18204'],
  udp: ['18205'],
  dead: ['18299'],
  stalled: ['18298'],
};

/** The server names that clients asked for in TLS, which the recordings leave out: the names of the cases tell them. */
const serverNames: Record<string, string> = {
  'sni-match': 'sni.test',
  'sni-mismatch': 'other.test',
  'https-sni-match': 'sni.test',
  'https-sni-mismatch': 'other.test',
};

/** Whether a case goes to a port other than the proxy's own: its Host header says so. */
const isFor = ({ request }: Recorded, port: number): boolean =>
  request.headers.some(([field, value]) => field === 'Host' && value.endsWith(`:${port}`));

/** Starts the upstreams and an emulator with a recorded configuration, at the clock of the recording. */
export async function startReplay(path: string, settings: Partial<EmulatorOptions> = {}): Promise<Replay> {
  const ports = await freePorts(roles.length);
  let text = readShared(path);
  roles.forEach((role, index) => {
    for (const recorded of recordedPorts[role]) text = text.replaceAll(recorded, String(ports[index]));
  });
  const folder = mkdtempSync(join(tmpdir(), 'replay-'));
  const logFile = join(folder, 'file.log');
  text = text.replaceAll('"file.log"', JSON.stringify(logFile));
  const behaviour = JSON.parse(text) as Behaviour;
  const [proxyPort = 0, tlsPort = 0, adminPort = 0, upPort = 0, secondPort = 0, ...rest] = ports;
  const [http = 0, tcp = 0, udp = 0, , stalledPort = 0] = rest;
  const isExtra = path.includes('behaviours-extra');
  const servers: Server[] = [
    await startEcho(upPort, isExtra ? 'echo' : `up${upPort}`),
    await startEcho(secondPort, `up${secondPort}`),
  ];
  const partner = await startPartner(path, http);
  const endStall = path.endsWith('/connect-timeout.json') ? await startStalled(stalledPort) : undefined;
  let now = behaviour.cases.map(dateOf).find((date) => date !== undefined) ?? Date.now();
  const emulator = await startEmulator({
    proxyPort,
    proxyTlsPort: tlsPort,
    adminPort,
    database: behaviour.setup !== undefined,
    ...settings,
    clock: () => now,
  });
  const random = new RandomValues();
  const replace = <T>(value: T): T => JSON.parse(random.apply(JSON.stringify(value))) as T;
  const isForTls = (recorded: Recorded): boolean => recorded.name in serverNames || isFor(recorded, tlsPort);
  const moveSetup = (body: string): string =>
    body
      .replaceAll(recordedPorts.up1[0] ?? '', String(upPort))
      .replace('"pg-file.log"', JSON.stringify(logFile));
  const configure = async (target: string, body: string): Promise<void> => {
    // Not by fetch, which would go on using a connection to the emulator that listened there before.
    const head = `POST ${target} HTTP/1.1\r\nHost: admin\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
    const answer = await exchangeRaw(adminPort, Buffer.from(head + body));
    if (answer.status !== 201) throw new Error(`${target}: ${answer.body}`);
  };
  if (behaviour.setup) {
    for (const { request } of setupOf(path, behaviour))
      await configure(request.target, moveSetup(request.body));
    // One request was sent before the cases, to see the calls take effect: correlation-id counted it.
    const target = behaviour.cases[0]?.request.target ?? '/';
    await exchangeRaw(proxyPort, Buffer.from(`GET ${target} HTTP/1.1\r\nHost: probe\r\n\r\n`));
  } else {
    await configure('/config', JSON.stringify(behaviour.declarative_config));
  }
  return {
    behaviour,
    emulator,
    sinks: { http, tcp, udp },
    logFile,
    asked: partner?.received ?? [],
    send: async (recorded) => {
      const from = behaviour.cases.indexOf(recorded);
      now =
        behaviour.cases
          .slice(from)
          .map(dateOf)
          .find((date) => date !== undefined) ?? now;
      const isTls = isForTls(recorded);
      const servername = serverNames[recorded.name];
      const answer = await exchangeRaw(
        isTls ? tlsPort : isFor(recorded, adminPort) ? adminPort : proxyPort,
        wire(replace(recorded)),
        recorded.request.method === 'HEAD',
        undefined,
        isTls ? { ...(servername === undefined ? {} : { servername }) } : undefined,
      );
      random.learn(recorded.response, answer);
      return answer;
    },
    expected: ({ response }) => replace(response),
    close: async () => {
      await emulator.close();
      partner?.close();
      endStall?.();
      rmSync(folder, { recursive: true, force: true });
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}
