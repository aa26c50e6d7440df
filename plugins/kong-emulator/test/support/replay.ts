import { createHash } from 'node:crypto';
import type { Server } from 'node:http';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator.ts';
import { startEcho } from './echo.ts';
import { freePorts } from './free-ports.ts';
import { exchangeRaw, type RawAnswer } from './raw-http.ts';
import { readShared, type Behaviour, type Recorded } from './shared.ts';

/** A recorded file made to run here: ports moved to free ones, which have as many digits. */
export interface Replay {
  behaviour: Behaviour;
  emulator: Emulator;
  send: (recorded: Recorded) => Promise<RawAnswer>;
  close: () => Promise<void>;
}

type Tree = { [key: string]: unknown };

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

/** The names of all plugins in a configuration. */
export function pluginsIn(value: unknown): Set<string> {
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

/** When a case was recorded; answers of the upstream carry no date. */
function dateOf({ response }: Recorded): number | undefined {
  const date = response?.headers?.find(([name]) => name === 'Date')?.[1];
  return date === undefined ? undefined : Date.parse(date);
}

const roles = ['proxy', 'up1', 'up2', 'sink', 'dead'] as const;
const recordedPorts: Record<(typeof roles)[number], string[]> = {
  proxy: ['18000', '19000'],
  up1: ['18201', '19080'],
  up2: ['18202'],
  sink: ['18203'],
  dead: ['18299'],
};

/** Starts the upstreams and an emulator with a recorded configuration, at the clock of the recording. */
export async function startReplay(path: string, settings: Partial<EmulatorOptions> = {}): Promise<Replay> {
  const ports = await freePorts(roles.length);
  let text = readShared(path);
  roles.forEach((role, index) => {
    for (const recorded of recordedPorts[role]) text = text.replaceAll(recorded, String(ports[index]));
  });
  const behaviour = JSON.parse(text) as Behaviour;
  const [proxyPort = 0, upPort = 0, secondPort = 0] = ports;
  const isExtra = path.includes('behaviours-extra');
  const servers: Server[] = [
    await startEcho(upPort, isExtra ? 'echo' : `up${upPort}`),
    await startEcho(secondPort, `up${secondPort}`),
  ];
  const dates = behaviour.cases.map(dateOf);
  let now = dates.find((date) => date !== undefined) ?? Date.now();
  const emulator = await startEmulator({ proxyPort, adminPort: 0, ...settings, clock: () => now });
  const response = await fetch(`${emulator.adminUrl}/config`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(behaviour.declarative_config),
  });
  if (response.status !== 201) throw new Error(await response.text());
  return {
    behaviour,
    emulator,
    send: (recorded) => {
      now = dateOf(recorded) ?? now;
      return exchangeRaw(proxyPort, wire(recorded), recorded.request.method === 'HEAD');
    },
    close: async () => {
      await emulator.close();
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}
