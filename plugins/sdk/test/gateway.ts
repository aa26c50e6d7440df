import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startEmulator, type Emulator } from '@apim/kong-emulator/emulator';
import { compilePolicy } from '../src/compile-policy.ts';
import { luaChunk } from '../src/lua/chunk.ts';
import type { FunctionPhase, Policy } from '../src/policy.ts';

/** What an upstream of a test saw. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Gateway {
  readonly logs: string[];
  readonly seen: Seen[];
  /** The upstream's answer to what follows. */
  answer: { status?: number; headers?: Record<string, string>; body: string };
  /** Where the upstream listens. */
  readonly upstreamUrl: string;
  /** Serves everything through one policy. */
  use(policy: Policy, configuration?: Record<string, unknown>): Promise<void>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** An emulated gateway with an upstream that remembers what reached it. */
export async function startGateway(luaRequires: string[] = []): Promise<Gateway> {
  const logs: string[] = [];
  const seen: Seen[] = [];
  const gateway: Partial<Gateway> & { answer: Gateway['answer'] } = { answer: { body: '{}' } };
  const upstream = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      seen.push({ method, path: url, headers, body: Buffer.concat(chunks).toString() });
      const { status = 200, headers: sent = { 'Content-Type': 'application/json' }, body } = gateway.answer;
      response.writeHead(status, sent).end(body);
    });
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const upstreamUrl = `http://127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const emulator = await startEmulator({
    proxyPort: 0,
    adminPort: 0,
    luaRequires,
    log: (level, message) => logs.push(`${level} ${message}`),
  });
  return Object.assign(gateway, {
    logs,
    seen,
    upstreamUrl,
    use: (policy: Policy, configuration: Record<string, unknown> = {}) =>
      use(emulator, upstreamUrl, policy, configuration),
    fetch: (path: string, init?: RequestInit) => fetch(emulator.proxyUrl + path, init),
    close: () => close(emulator, upstream),
  });
}

async function use(
  emulator: Emulator,
  upstreamUrl: string,
  policy: Policy,
  configuration: Record<string, unknown>,
): Promise<void> {
  const { functions } = compilePolicy(policy, configuration, {
    api: { id: 'A', projectId: 'P', organizationId: 'O' },
  });
  const chunks = (phase: FunctionPhase): string[] =>
    functions
      .filter((fragment) => fragment.phase === phase)
      .map((fragment) => luaChunk('test 1.0.0', fragment));
  const plugins = [
    { name: 'pre-function', config: { access: chunks('early') } },
    {
      name: 'post-function',
      config: {
        access: chunks('access'),
        header_filter: chunks('header_filter'),
        body_filter: chunks('body_filter'),
      },
    },
  ].filter(({ config }) => Object.values(config).some((list) => list.length > 0));
  const services = [
    { name: 's', url: upstreamUrl, routes: [{ name: 'r', paths: ['/'], strip_path: false, plugins }] },
  ];
  const response = await fetch(`${emulator.adminUrl}/config`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ _format_version: '3.0', services }),
  });
  if (response.status !== 201) throw new Error(await response.text());
}

async function close(emulator: Emulator, upstream: Server): Promise<void> {
  await emulator.close();
  await new Promise((resolve) => upstream.close(resolve));
}
