import { randomBytes } from 'node:crypto';
import { createConnection } from 'mariadb';
import pg from 'pg';
import { mariadbOptions } from '../mariadb-address.ts';
import { migrate } from '../migrations.ts';

/** Addresses of the servers that the test command started. */
export function testServer(kind: 'POSTGRESQL' | 'MARIADB' | 'REDIS'): string {
  const url = process.env[`APIM_TEST_${kind}_URL`];
  if (!url)
    throw new Error(`APIM_TEST_${kind}_URL is not set: run the suites by the project's test command.`);
  return url;
}

export interface TestDatabase {
  url: string;
  drop(): Promise<void>;
}

/** A new, migrated database of its own for one suite, on the real server. */
export async function createTestDatabase(
  kind: 'POSTGRESQL' | 'MARIADB',
  migrationsFolder: string,
): Promise<TestDatabase> {
  const server = testServer(kind);
  const name = `test_${randomBytes(6).toString('hex')}`;
  await execute(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  await migrate(url.href, migrationsFolder);
  return {
    url: url.href,
    drop: () => execute(server, `DROP DATABASE ${name}${kind === 'POSTGRESQL' ? ' WITH (FORCE)' : ''}`),
  };
}

async function execute(server: string, sql: string): Promise<void> {
  if (server.startsWith('postgresql')) {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(sql).finally(() => client.end());
    return;
  }
  const connection = await createConnection(mariadbOptions(server));
  await connection.query(sql).finally(() => connection.end());
}
