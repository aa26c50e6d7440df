import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from './migrations.ts';
import { createTestDatabase, type TestDatabase } from './testing/databases.ts';

describe.each(['POSTGRESQL', 'MARIADB'] as const)('migrations on %s', (kind) => {
  let folder: string;
  let database: TestDatabase;

  const add = async (name: string, sql: string) => {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, 'migration.sql'), sql);
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'migrations-'));
    database = await createTestDatabase(kind, folder);
  });

  afterEach(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  it('are applied once, in the order of their names', async () => {
    await add('2_second', 'ALTER TABLE thing ADD COLUMN name VARCHAR(10);');
    await add('1_first', 'CREATE TABLE thing (id INTEGER); CREATE TABLE other (id INTEGER);');
    expect(await migrate(database.url, folder)).toEqual(['1_first', '2_second']);
    expect(await migrate(database.url, folder)).toEqual([]);
  });

  it('are applied once when two replicas start together', async () => {
    await add('1_first', 'CREATE TABLE thing (id INTEGER);');
    const outcomes = await Promise.all([
      migrate(database.url, folder),
      migrate(database.url, folder),
      migrate(database.url, folder),
    ]);
    expect(outcomes.flat()).toEqual(['1_first']);
  });

  it('refuse a file that was changed after it was applied', async () => {
    await add('1_first', 'CREATE TABLE thing (id INTEGER);');
    await migrate(database.url, folder);
    await add('1_first', 'CREATE TABLE thing (id BIGINT);');
    await expect(migrate(database.url, folder)).rejects.toThrow('1_first was changed');
  });

  it('that fail are not recorded', async () => {
    await add('1_first', 'CREATE TABEL thing (id INTEGER);');
    await expect(migrate(database.url, folder)).rejects.toThrow();
    await add('1_first', 'CREATE TABLE thing (id INTEGER);');
    expect(await migrate(database.url, folder)).toEqual(['1_first']);
  });
});
