import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { freePorts } from './support/free-ports.ts';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

interface Run {
  child: ChildProcess;
  out: () => string;
  err: () => string;
  ended: Promise<number | null>;
}

function run(...args: string[]): Run {
  const child = spawn(process.execPath, ['--import', '@oxc-node/core/register', main, ...args]);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  return {
    child,
    out: () => out,
    err: () => err,
    ended: new Promise((resolve) => child.once('exit', (code) => resolve(code))),
  };
}

async function ready({ out }: Run): Promise<void> {
  for (let tries = 0; tries < 400 && !out().includes('emulator ready'); tries += 1) {
    await setTimeout(50);
  }
  expect(out()).toContain('emulator ready');
}

describe('the command', () => {
  let child: ChildProcess | undefined;
  afterEach(() => child?.kill('SIGKILL'));

  it('is ready when it says so, and ends cleanly by SIGTERM', async () => {
    const [proxyPort = 0, adminPort = 0] = await freePorts(2);
    const started = run('--proxy-port', String(proxyPort), '--admin-port', String(adminPort), '--db');
    child = started.child;
    await ready(started);
    const answers = await Promise.all(
      [proxyPort, adminPort].map((port) => fetch(`http://127.0.0.1:${port}/`)),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 200]);
    child.kill('SIGTERM');
    expect(await started.ended).toBe(0);
  });

  it('a second signal does not cut the end short', async () => {
    const [proxyPort = 0, adminPort = 0] = await freePorts(2);
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    const logged = once(silent, 'connection');
    const started = run('--proxy-port', String(proxyPort), '--admin-port', String(adminPort), '--db');
    child = started.child;
    await ready(started);
    const { port } = silent.address() as AddressInfo;
    const created = await fetch(`http://127.0.0.1:${adminPort}/plugins`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'http-log', config: { http_endpoint: `http://127.0.0.1:${port}/` } }),
    });
    expect(created.status).toBe(201);
    await fetch(`http://127.0.0.1:${proxyPort}/`);
    // The log line that nobody takes holds up the end, so that the second signal falls into it.
    await logged;
    child.kill('SIGTERM');
    await setTimeout(300);
    expect(child.exitCode).toBeNull();
    child.kill('SIGTERM');
    expect(await started.ended).toBe(0);
    silent.close();
  });

  it('says in one sentence that a port is in use, and exits with 1', async () => {
    const [taken = 0, other = 0] = await freePorts(2);
    const blocker = createServer().listen(taken, '127.0.0.1');
    const started = run('--proxy-port', String(other), '--admin-port', String(taken));
    child = started.child;
    const code = await started.ended;
    blocker.close();
    expect([code, started.err()]).toEqual([
      1,
      `port ${taken} on 127.0.0.1 (Admin API) is in use; stop what listens there or choose another port\n`,
    ]);
  });

  it('names what is wrong with an option', async () => {
    const started = run('--proxy-port', 'x', '--admin-port', '1');
    child = started.child;
    expect([await started.ended, started.err()]).toEqual([
      1,
      '--proxy-port must be a port between 0 and 65535; give it as --proxy-port 8000\n',
    ]);
  });
});
