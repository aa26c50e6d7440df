/** Runs every benchmark of the workspaces and prints one table: figure, peer, ratio, goal, verdict. */
import { mkdir, writeFile } from 'node:fs/promises';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { table } from '../src/client/output.ts';

/** One figure; `peer` was measured in the same run. */
interface Row {
  name: string;
  value: number;
  unit: string;
  peer?: string;
  peerValue?: number;
  /** The figure over the peer's. */
  ratio?: number;
  goal: string;
  verdict: boolean;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const wanted = process.argv.slice(2);
const rows: Row[] = [];

for await (const file of glob('{plugins,subgraphs}/*/bench/*.bench.ts', { cwd: root })) await runFile(file);
for await (const file of glob('{supergraph,cli}/bench/*.bench.ts', { cwd: root })) await runFile(file);

console.log(
  table(
    ['', 'figure', 'value', 'peer', 'ratio', 'goal'],
    rows.map(({ name, value, unit, peer, peerValue, ratio, goal, verdict }) => [
      verdict ? '✓' : '✗',
      name,
      `${value} ${unit}`,
      peer ? `${peer}: ${peerValue}` : '',
      ratio?.toFixed(2) ?? '',
      goal,
    ]),
  ),
);
await mkdir(join(root, '.apim'), { recursive: true });
await writeFile(join(root, '.apim', 'bench.json'), JSON.stringify({ at: new Date(), rows }, null, 2));
process.exit(rows.every(({ verdict }) => verdict) ? 0 : 1);

async function runFile(file: string): Promise<void> {
  if (wanted.length > 0 && !wanted.some((part) => file.includes(part))) return;
  process.stderr.write(`· ${file} …\n`);
  const { run } = (await import(pathToFileURL(join(root, file)).href)) as { run(): Promise<Row[]> };
  rows.push(...(await run()));
}
