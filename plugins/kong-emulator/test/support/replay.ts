import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator.ts';
import { startEcho } from './echo.ts';
import { freePorts } from './free-ports.ts';
import { RandomValues } from './random-values.ts';
import { exchangeRaw, type RawAnswer } from './raw-http.ts';
import { readJson, readShared, type Behaviour, type Recorded } from './shared.ts';

/** A recorded file made to run here: ports moved to free ones, which have as many digits. */
export interface Replay {
  behaviour: Behaviour;
  emulator: Emulator;
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
function bodyOf({ request, response }: Omit<Recorded, 'name'>): Buffer {
  const size = /^<(\d+) bytes>$/.exec(request.body)?.[1];
  if (size === undefined) return Buffer.from(request.body);
  const x = Buffer.alloc(Number(size), 'x');
  return response.body.includes(createHash('sha1').update(x).digest('hex')) ? x : Buffer.alloc(x.length, 'z');
}

function wire(recorded: Omit<Recorded, 'name'> & { name?: string }): Buffer {
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

/** When a case was recorded; answers of the upstream carry no date. */
function dateOf({ response }: Recorded): number | undefined {
  const date = response?.headers?.find(([name]) => name === 'Date')?.[1];
  return date === undefined ? undefined : Date.parse(date);
}

const roles = ['proxy', 'tls', 'up1', 'up2', 'sink', 'dead'] as const;
const recordedPorts: Record<(typeof roles)[number], string[]> = {
  proxy: ['18000', '18100', '19000'],
  tls: ['18043', '18143'],
  up1: ['18201', '19080'],
  up2: ['18202'],
  sink: ['18203'],
  dead: ['18299'],
};

/** The server names that clients asked for in TLS, which the recordings leave out: the names of the cases tell them. */
const serverNames: Record<string, string> = {
  'sni-match': 'sni.test',
  'sni-mismatch': 'other.test',
  'https-sni-match': 'sni.test',
  'https-sni-mismatch': 'other.test',
};

/** Starts the upstreams and an emulator with a recorded configuration, at the clock of the recording. */
export async function startReplay(path: string, settings: Partial<EmulatorOptions> = {}): Promise<Replay> {
  const ports = await freePorts(roles.length);
  let text = readShared(path);
  roles.forEach((role, index) => {
    for (const recorded of recordedPorts[role]) text = text.replaceAll(recorded, String(ports[index]));
  });
  const behaviour = JSON.parse(text) as Behaviour;
  const [proxyPort = 0, tlsPort = 0, upPort = 0, secondPort = 0] = ports;
  const isExtra = path.includes('behaviours-extra');
  const servers: Server[] = [
    await startEcho(upPort, isExtra ? 'echo' : `up${upPort}`),
    await startEcho(secondPort, `up${secondPort}`),
  ];
  const dates = behaviour.cases.map(dateOf);
  let now = dates.find((date) => date !== undefined) ?? Date.now();
  const emulator = await startEmulator({
    proxyPort,
    proxyTlsPort: tlsPort,
    adminPort: 0,
    database: behaviour.setup !== undefined,
    ...settings,
    clock: () => now,
  });
  const random = new RandomValues();
  const replace = <T>(value: T): T => JSON.parse(random.apply(JSON.stringify(value))) as T;
  const isForTls = ({ name, request }: Recorded): boolean =>
    name in serverNames ||
    request.headers.some(([field, value]) => field === 'Host' && value.endsWith(`:${tlsPort}`));
  if (behaviour.setup) {
    for (const call of setupOf(path, behaviour)) {
      const moved = JSON.parse(
        JSON.stringify(call).replaceAll(recordedPorts.up1[0] ?? '', String(upPort)),
      ) as typeof call;
      const answer = await exchangeRaw(Number(new URL(emulator.adminUrl).port), wire(moved));
      if (answer.status !== call.response.status) throw new Error(`${call.request.target}: ${answer.body}`);
    }
  } else {
    const response = await fetch(`${emulator.adminUrl}/config`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(behaviour.declarative_config),
    });
    if (response.status !== 201) throw new Error(await response.text());
  }
  return {
    behaviour,
    emulator,
    send: async (recorded) => {
      now = dateOf(recorded) ?? now;
      const isTls = isForTls(recorded);
      const servername = serverNames[recorded.name];
      const answer = await exchangeRaw(
        isTls ? tlsPort : proxyPort,
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
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}
