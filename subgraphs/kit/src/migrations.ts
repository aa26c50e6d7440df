import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection } from 'mariadb';
import pg from 'pg';
import { mariadbOptions } from './mariadb-address.ts';

interface Migration {
  name: string;
  sql: string;
  checksum: string;
}

interface Applied {
  name: string;
  checksum: string;
}

/** The few statements in which the two databases differ. */
interface Session {
  lock(): Promise<void>;
  execute(sql: string): Promise<void>;
  applied(): Promise<Applied[]>;
  record(migration: Migration): Promise<void>;
  close(): Promise<void>;
}

const LOCK_ID = 4_026_531_841;

/** Prisma's own table, so that `prisma migrate deploy` works for who has the engine. */
const TABLE = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMP NULL, migration_name VARCHAR(255) NOT NULL,
  logs TEXT NULL, rolled_back_at TIMESTAMP NULL, started_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, applied_steps_count INTEGER NOT NULL DEFAULT 0)`;

/**
 * Applies the migrations of a Prisma folder that the database lacks, in order, under a lock; returns their names.
 * Refuses when an applied file was changed afterwards or is missing.
 */
export async function migrate(databaseUrl: string, folder: string): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const session = databaseUrl.startsWith('postgresql')
    ? await postgresSession(databaseUrl)
    : await mariadbSession(databaseUrl);
  try {
    await session.lock();
    await session.execute(TABLE);
    const applied = await session.applied();
    refuseChanged(migrations, applied);
    const missing = migrations.filter(({ name }) => !applied.some((row) => row.name === name));
    for (const migration of missing) {
      await session.execute(migration.sql);
      await session.record(migration);
    }
    return missing.map(({ name }) => name);
  } finally {
    await session.close();
  }
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

function refuseChanged(migrations: Migration[], applied: Applied[]): void {
  for (const { name, checksum } of applied) {
    const file = migrations.find((migration) => migration.name === name);
    if (!file)
      throw new Error(
        `The migration ${name} was applied, but its file is missing: run a version of the platform that has it.`,
      );
    if (file.checksum !== checksum)
      throw new Error(
        `The migration ${name} was changed after it was applied: restore the file and add a new migration.`,
      );
  }
}

async function postgresSession(url: string): Promise<Session> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    lock: async () => void (await client.query('SELECT pg_advisory_lock($1)', [LOCK_ID])),
    execute: async (sql) => void (await client.query(sql)),
    applied: async () =>
      (
        await client.query<Applied>(
          'SELECT migration_name AS name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL',
        )
      ).rows,
    record: async ({ name, checksum }) =>
      void (await client.query(
        'INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)',
        [randomUUID(), checksum, name],
      )),
    close: () => client.end(),
  };
}

async function mariadbSession(url: string): Promise<Session> {
  const connection = await createConnection({ ...mariadbOptions(url), multipleStatements: true });
  return {
    lock: async () =>
      void (await connection.query('SELECT GET_LOCK(CONCAT(DATABASE(), ?), 60)', ['.migrations'])),
    execute: async (sql) => void (await connection.query(sql)),
    applied: async () =>
      (await connection.query(
        'SELECT migration_name AS name, checksum FROM _prisma_migrations WHERE finished_at IS NOT NULL',
      )) as Applied[],
    record: async ({ name, checksum }) =>
      void (await connection.query(
        'INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES (?, ?, ?, now(), 1)',
        [randomUUID(), checksum, name],
      )),
    close: () => connection.end(),
  };
}
