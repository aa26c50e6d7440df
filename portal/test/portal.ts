import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort, type RunningServer } from './server.ts';

const root = join(import.meta.dirname, '..');
const entry = join(root, '.output/server/index.mjs');
const STALE_AFTER_MS = 180_000;
const NOT_SOURCES = new Set(['node_modules', '.nuxt', '.output', 'test', 'README.md']);

function newestSource(folder: string): number {
  const entries = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !NOT_SOURCES.has(name));
  const times = entries.map((one) =>
    one.isDirectory() ? newestSource(join(folder, one.name)) : statSync(join(folder, one.name)).mtimeMs,
  );
  return Math.max(0, ...times);
}

const isFresh = (): boolean => existsSync(entry) && statSync(entry).mtimeMs >= newestSource(root);

/** The environment without what tells tools that they run in a test: the build must be the one that users get. */
const { TEST: _test, VITEST: _vitest, VITEST_MODE: _mode, ...outside } = process.env;

/** Builds the portal unless its sources are older than what was built; suites that run at once wait for one build. */
export async function build(): Promise<void> {
  const lock = join(root, '.nuxt-build.lock');
  while (!isFresh()) {
    const isMine = await mkdir(lock).then(
      () => true,
      () => false,
    );
    if (!isMine) {
      // A run that was killed leaves its lock behind.
      if (Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > STALE_AFTER_MS)
        await rmdir(lock);
      await sleep(500);
      continue;
    }
    try {
      await promisify(execFile)('npm', ['run', 'build'], {
        cwd: root,
        env: { ...outside, NODE_ENV: 'production', NUXT_TELEMETRY_DISABLED: '1' },
        maxBuffer: 100_000_000,
      });
    } finally {
      await rmdir(lock);
    }
  }
}

/** Starts the built portal in a process of its own, in front of a BFF. */
export async function startPortal(bffUrl: string): Promise<RunningServer> {
  await build();
  const port = await freePort();
  const child = spawn(process.execPath, [entry], {
    env: {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: String(port),
      NUXT_BFF_URL: bffUrl,
      NODE_ENV: 'production',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => chunk.includes('Listening') && resolve());
    child.once('exit', (code) => reject(new Error(`The portal ended with ${code} before it listened.`)));
  });
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      child.kill();
      await exited;
    },
  };
}
