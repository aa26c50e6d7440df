import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface TestInstallation {
  home: string;
  portOffset: number;
  process: ChildProcess;
  /** What it has printed so far. */
  output(): string;
  token(): Promise<string>;
  /** Sends the signal and waits for the end; resolves to the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
  remove(): Promise<void>;
}

/** Starts the whole platform as its user does, with data and ports of its own; resolves once it says that it is ready. */
export async function startInstallation(
  portOffset: number,
  { home, args = [] }: { home?: string; args?: string[] } = {},
): Promise<TestInstallation> {
  const folder = home ?? (await mkdtemp(join(tmpdir(), 'apim-home-')));
  const child = spawn(
    process.execPath,
    [
      '--import',
      '@oxc-node/core/register',
      'cli/src/main.ts',
      'up',
      '--home',
      folder,
      '--port-offset',
      String(portOffset),
      ...args,
    ],
    {
      cwd: root,
      env: { ...process.env, LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let printed = '';
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const ready = new Promise<void>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      if (printed.includes('ready in')) resolve();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void exited.then((code) =>
      reject(new Error(`The platform ended with ${code} before it was ready:\n${printed}`)),
    );
  });
  await ready;
  return {
    home: folder,
    portOffset,
    process: child,
    output: () => printed,
    token: async () => (await readFile(join(folder, 'token'), 'utf8')).trim(),
    end: async (signal = 'SIGINT') => {
      child.kill(signal);
      return exited;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

export interface ShellOutcome {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a script in bash in the checkout. */
export function shell(script: string, env: NodeJS.ProcessEnv): Promise<ShellOutcome> {
  return new Promise((resolve) => {
    const child = spawn('bash', ['-c', script], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('exit', (code) => resolve({ code, stdout, stderr }));
  });
}
