import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { startChild, waitFor } from './child.ts';
import { NOBODY, postgresqlProgram } from './postgresql-program.ts';
import type { Server, ServerOptions } from './server.ts';

const run = promisify(execFile);

/** A private PostgreSQL from npm: its data and log are under `folder`; only this machine reaches it. */
export async function startPostgresql({
  folder,
  port,
  password,
  databases,
  onUnexpectedExit,
}: ServerOptions): Promise<Server> {
  const { native, as } = await postgresqlProgram();
  const data = join(folder, 'data');
  const logFile = join(folder, 'postgresql.log');
  await mkdir(data, { recursive: true, mode: 0o700 });
  if (as.length > 0) for (const path of [folder, data]) await chown(path, NOBODY, NOBODY);
  if (!existsSync(join(data, 'PG_VERSION'))) await initialise(as, native, folder, data, password);

  const [command = '', ...args] = [
    ...as,
    join(native, 'bin/postgres'),
    '-D',
    data,
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
  ];
  // SIGINT is PostgreSQL's fast shutdown: it does not wait for clients.
  const child = await startChild({
    name: 'PostgreSQL',
    command,
    args,
    pidFile: join(folder, 'pid'),
    logFile,
    onUnexpectedExit,
    stopSignal: 'SIGINT',
    cwd: data,
  });
  const urlOf = (database: string) => `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`;
  try {
    await waitFor('PostgreSQL', () => isReachable(urlOf('postgres')), 30_000, logFile);
    await prepare(urlOf('postgres'), databases);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return { urlOf, stop: () => child.stop() };
}

async function initialise(
  as: string[],
  native: string,
  folder: string,
  data: string,
  password: string,
): Promise<void> {
  const passwordFile = join(folder, 'initial-password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (as.length > 0) await chown(passwordFile, NOBODY, NOBODY);
  const [command = '', ...args] = [
    ...as,
    join(native, 'bin/initdb'),
    '-D',
    data,
    '-U',
    'postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
  ];
  try {
    await run(command, args, { cwd: data });
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function isReachable(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function prepare(url: string, databases: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const database of databases) {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (!rowCount) await client.query(`CREATE DATABASE "${database}"`);
  }
  await client.end();
}
