import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = fileURLToPath(new URL('../runner/main.ts', import.meta.url));

export interface LoadOutcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `npm run load -- …` as its script does, without k6 on the PATH; `signalAfterMs` interrupts it. */
export function load(
  args: string[],
  env: NodeJS.ProcessEnv = {},
  signalAfterMs?: number,
): Promise<LoadOutcome> {
  const child = spawn(process.execPath, ['--import', '@oxc-node/core/register', main, ...args], {
    cwd: root,
    env: { ...process.env, PATH: '/nowhere', ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  if (signalAfterMs !== undefined) setTimeout(() => child.kill('SIGINT'), signalAfterMs);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })));
}

/** Runs a script given as text. */
export async function loadText(
  script: string,
  args: string[],
  env?: NodeJS.ProcessEnv,
  signalAfterMs?: number,
): Promise<LoadOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'load-'));
  try {
    await writeFile(join(folder, 'script.ts'), script);
    return await load([join(folder, 'script.ts'), '--reports', folder, ...args], env, signalAfterMs);
  } finally {
    await rm(folder, { recursive: true });
  }
}
