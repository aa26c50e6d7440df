import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname } from 'node:path';

export interface Child {
  /** Ends the process, by SIGKILL when it does not follow within five seconds. */
  stop(): Promise<void>;
}

export interface ChildOptions {
  name: string;
  command: string;
  args: string[];
  /** Holds the process id while it runs, so that a later start can end what a killed one left. */
  pidFile: string;
  logFile: string;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** Signal that ends it in order; SIGTERM when not said. */
  stopSignal?: NodeJS.Signals;
  /** Called when it ends without having been asked to. */
  onUnexpectedExit?: (message: string) => void;
}

/** Starts a server of ours in a process group of its own, after ending a left-over of an earlier start. */
export async function startChild(options: ChildOptions): Promise<Child> {
  const { name, command, args, pidFile, logFile, stopSignal = 'SIGTERM' } = options;
  await endLeftOver(pidFile, command, stopSignal);
  await mkdir(dirname(logFile), { recursive: true });
  const spawnOptions: SpawnOptions = {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  };
  const child = spawn(command, args, spawnOptions);
  const log = createWriteStream(logFile, { flags: 'a' });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  let stopping = false;
  child.once('error', (error) =>
    options.onUnexpectedExit?.(`${name} could not be started: ${error.message}`),
  );
  child.once('exit', (code, signal) => {
    if (!stopping)
      options.onUnexpectedExit?.(
        `${name} ended by itself (${signal ?? `exit code ${code}`}); its log is ${logFile}. End everything with Ctrl-C, then start again.`,
      );
  });
  if (child.pid) await writeFile(pidFile, String(child.pid));
  return {
    stop: async () => {
      stopping = true;
      await endProcess(child, exited, stopSignal);
      log.end();
      await rm(pidFile, { force: true });
    },
  };
}

async function endProcess(child: ChildProcess, exited: Promise<void>, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await exited;
  clearTimeout(timer);
}

/** Ends the process that a pid file names, if it is still the one that we started: by the signal, then by SIGKILL. */
export async function endLeftOver(
  pidFile: string,
  command: string,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<void> {
  if (!existsSync(pidFile)) return;
  const pid = Number(await readFile(pidFile, 'utf8'));
  const program = command.split('/').at(-1) ?? command;
  const isAlive = async () => pid > 1 && (await commandLineOf(pid)).includes(program);
  if (await isAlive()) process.kill(pid, signal);
  const killAt = Date.now() + 5_000;
  while (await isAlive()) {
    if (Date.now() > killAt) process.kill(pid, 'SIGKILL');
    await sleep(50);
  }
  await rm(pidFile, { force: true });
}

/** Empty when there is no such process, or when it has ended and only waits for its parent. */
const commandLineOf = (pid: number): Promise<string> =>
  readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Whether something accepts connections on a port of this machine. */
export function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => (socket.destroy(), resolve(true)));
    socket.once('error', () => resolve(false));
  });
}

/** Waits until `probe` says yes; throws a sentence that names what did not come up. */
export async function waitFor(
  name: string,
  probe: () => Promise<boolean>,
  timeoutMs: number,
  logFile: string,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await probe())) {
    if (Date.now() > end)
      throw new Error(`${name} did not become ready within ${timeoutMs / 1000} s; its log is ${logFile}`);
    await sleep(50);
  }
}
