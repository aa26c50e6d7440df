import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createConnection } from 'mariadb';
import { startChild, waitFor } from './child.ts';
import { findProgram } from './program.ts';
import type { ServerOptions, Server } from './server.ts';

const run = promisify(execFile);
const USER = 'apim';

/** A private MariaDB: its data, socket and log are under `folder`; only this machine reaches it. */
export async function startMariadb({
  folder,
  port,
  password,
  databases,
  onUnexpectedExit,
}: ServerOptions): Promise<Server> {
  const command = await findProgram(['mariadbd', 'mysqld'], 'mariadb-server', 'MARIADB_URL');
  const data = join(folder, 'data');
  const logFile = join(folder, 'mariadb.log');
  // A starting server removes the temporary tables in its folder, whose ever they are.
  const temporary = join(folder, 'tmp');
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  const ours = [`--tmpdir=${temporary}`, ...asRoot];
  if (!existsSync(join(data, 'mysql'))) await initialise(data, ours);
  const accounts = join(folder, 'accounts.sql');
  await writeFile(accounts, accountStatements(password, databases), { mode: 0o600 });
  const args = [
    ...[
      '--no-defaults',
      `--datadir=${data}`,
      `--socket=${join(folder, 's')}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
    ],
    ...[`--pid-file=${join(folder, 'mariadb.pid')}`, `--init-file=${accounts}`, '--skip-name-resolve'],
    ...[
      '--character-set-server=utf8mb4',
      '--collation-server=utf8mb4_unicode_ci',
      '--max-allowed-packet=128M',
      ...ours,
    ],
  ];
  const child = await startChild({
    name: 'MariaDB',
    command,
    args,
    pidFile: join(folder, 'pid'),
    logFile,
    onUnexpectedExit,
  });
  try {
    await waitFor('MariaDB', () => isReachable(port, password), 30_000, logFile);
  } catch (error) {
    await child.stop();
    throw error;
  } finally {
    await rm(accounts, { force: true });
  }
  return {
    urlOf: (database) => `mysql://${USER}:${password}@127.0.0.1:${port}/${database}`,
    stop: () => child.stop(),
  };
}

async function initialise(data: string, ours: string[]): Promise<void> {
  const install = await findProgram(
    ['mariadb-install-db', 'mysql_install_db'],
    'mariadb-server',
    'MARIADB_URL',
  );
  await run(install, [
    '--no-defaults',
    `--datadir=${data}`,
    '--auth-root-authentication-method=socket',
    '--skip-test-db',
    ...ours,
  ]);
}

/** Run by the server at each start: one statement a line. */
function accountStatements(password: string, databases: string[]): string {
  const account = `'${USER}'@'127.0.0.1'`;
  return [
    `CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY '${password}';`,
    `ALTER USER ${account} IDENTIFIED BY '${password}';`,
    `GRANT ALL ON *.* TO ${account};`,
    ...databases.map((database) => `CREATE DATABASE IF NOT EXISTS \`${database}\`;`),
    '',
  ].join('\n');
}

async function isReachable(port: number, password: string): Promise<boolean> {
  try {
    const connection = await createConnection({
      host: '127.0.0.1',
      port,
      user: USER,
      password,
      connectTimeout: 1_000,
    });
    await connection.end();
    return true;
  } catch {
    return false;
  }
}
