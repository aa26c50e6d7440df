import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const main = 'plugins/kong-emulator/src/main.ts';
const STARTUP_MS = 60_000;

/** Whether the emulator is part of this tree. */
export const emulatorPresent = existsSync(root + main);

/** Starts the emulator as a process of its own, on free ports; `--db` asks for database mode. */
export async function startEmulator(
  ...options: string[]
): Promise<{ adminUrl: string; stop(): Promise<void> }> {
  const [proxyPort, adminPort] = [await freePort(), await freePort()];
  const child = spawn(
    process.execPath,
    [
      '--import',
      '@oxc-node/core/register',
      main,
      '--proxy-port',
      `${proxyPort}`,
      '--admin-port',
      `${adminPort}`,
      ...options,
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill();
    await exited;
  };
  let output = '';
  await new Promise<void>((ready, failed) => {
    const timer = setTimeout(
      () => failed(new Error(`The emulator was not ready in ${STARTUP_MS} ms: ${output}`)),
      STARTUP_MS,
    );
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('emulator ready')) {
        clearTimeout(timer);
        ready();
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', failed);
    child.once('exit', (code) => failed(new Error(`The emulator ended with ${code}: ${output}`)));
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { adminUrl: `http://127.0.0.1:${adminPort}`, stop };
}

/** A free port below the ephemeral range, in which a port can connect to itself while one polls it. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    const free = await new Promise<boolean>((resolve) => {
      createServer()
        .once('error', () => resolve(false))
        .listen(port, '127.0.0.1', function (this: Server) {
          this.close(() => resolve(true));
        });
    });
    if (free) return port;
  }
}
