import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import autocannon from 'autocannon';

/** One measured figure beside its peer's. */
export interface Row {
  name: string;
  value: number;
  unit: string;
  peer?: string;
  peerValue?: number;
  ratio?: number;
  goal: string;
  verdict: boolean;
}

const CONNECTIONS = 32;
const ROUNDS = 3;
const ROUND_SECONDS = 4;
const DISTINCT_IDS = 997;
const GOAL_RATIO = 3;

const queries = {
  simple: 'query ($id: ID!) { product(id: $id) { id title price } }',
  'three-hop': 'query ($id: ID!) { product(id: $id) { title reviews { text author { name email } } } }',
};

interface Part {
  process: ChildProcess;
  line: string;
}

interface Figures {
  requestsPerSecond: number;
  /** Of the gateway's process alone. */
  cpuMicrosecondsPerRequest: number;
}

/**
 * Our supergraph against stock @apollo/gateway on @apollo/server, each a process of its own, in turns, on the same
 * subgraphs. The ids vary, so that hardly any two queries in flight are the same; signing is on where it says so.
 */
export async function run(): Promise<Row[]> {
  const subgraphs = await launch('subgraphs.ts', {});
  const environment = {
    SUBGRAPH_URLS: subgraphs.line,
    NODE_ENV: 'production',
    APOLLO_TELEMETRY_DISABLED: 'true',
  };
  const stock = await launch('stock.ts', environment);
  const ours = await launch('ours.ts', environment);
  const signed = await launch('ours.ts', { ...environment, SIGNED: 'yes' });
  try {
    const rows: Row[] = [];
    for (const [name, query] of Object.entries(queries)) {
      const measured = await inTurns([stock, ours, signed], query);
      const [peer, plain, withActor] = measured as [Figures, Figures, Figures];
      rows.push(
        asRow(`supergraph, ${name} query`, plain, peer),
        asRow(`supergraph, ${name} query, actors signed (the peer signs nothing)`, withActor, peer),
        asCpuRow(`supergraph, ${name} query, processor time`, plain, peer),
      );
    }
    return rows;
  } finally {
    for (const { process } of [subgraphs, stock, ours, signed]) process.kill();
  }
}

async function inTurns(parts: Part[], query: string): Promise<Figures[]> {
  for (const part of parts) await load(part, query, 2);
  const rounds: Figures[][] = parts.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, part] of parts.entries()) rounds[index]?.push(await load(part, query, ROUND_SECONDS));
  }
  return rounds.map((figures) => ({
    requestsPerSecond: median(figures.map((one) => one.requestsPerSecond)),
    cpuMicrosecondsPerRequest: median(figures.map((one) => one.cpuMicrosecondsPerRequest)),
  }));
}

async function load({ line, process }: Part, query: string, duration: number): Promise<Figures> {
  let count = 0;
  const cpuBefore = await cpuMilliseconds(process);
  const result = await autocannon({
    url: line,
    connections: CONNECTIONS,
    duration,
    requests: [
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        setupRequest: (request) => ({
          ...request,
          body: JSON.stringify({ query, variables: { id: String(count++ % DISTINCT_IDS) } }),
        }),
      },
    ],
  });
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${result.non2xx + result.errors} requests failed.`);
  const cpu = (await cpuMilliseconds(process)) - cpuBefore;
  return {
    requestsPerSecond: result.requests.total / result.duration,
    cpuMicrosecondsPerRequest: (cpu * 1000) / result.requests.total,
  };
}

/** User and system time of a process so far; Linux counts it in ticks of 10 ms. */
async function cpuMilliseconds({ pid }: ChildProcess): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function launch(file: string, environment: Record<string, string>): Promise<Part> {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const child = spawn(process.execPath, ['--import', '@oxc-node/core/register', path], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}.`)));
    child.stdout.once('data', (text: Buffer) => resolve({ process: child, line: text.toString().trim() }));
  });
}

const median = (values: number[]): number =>
  values.sort((one, other) => one - other)[values.length >> 1] ?? NaN;
const rounded = (value: number): number => Math.round(value * 100) / 100;
const PEER = 'stock @apollo/gateway on @apollo/server';

function asRow(name: string, ours: Figures, peer: Figures): Row {
  const ratio = rounded(ours.requestsPerSecond / peer.requestsPerSecond);
  return {
    name,
    value: Math.round(ours.requestsPerSecond),
    unit: 'requests/s',
    peer: PEER,
    peerValue: Math.round(peer.requestsPerSecond),
    ratio,
    goal: `ratio ≥ ${GOAL_RATIO}`,
    verdict: ratio >= GOAL_RATIO,
  };
}

function asCpuRow(name: string, ours: Figures, peer: Figures): Row {
  const ratio = rounded(peer.cpuMicrosecondsPerRequest / ours.cpuMicrosecondsPerRequest);
  return {
    name,
    value: Math.round(ours.cpuMicrosecondsPerRequest),
    unit: 'µs/request',
    peer: PEER,
    peerValue: Math.round(peer.cpuMicrosecondsPerRequest),
    ratio,
    goal: `ratio ≥ ${GOAL_RATIO}`,
    verdict: ratio >= GOAL_RATIO,
  };
}
