import { createTestDatabase } from '@apim/kit/testing/databases';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDatabase, type Database } from '../src/database.ts';
import { migrations } from './harness.ts';

let database: Database;
let drop: () => Promise<void>;

beforeAll(async () => {
  const created = await createTestDatabase('POSTGRESQL', migrations);
  drop = created.drop;
  database = createDatabase(created.url);
});
afterAll(async () => {
  await database.$disconnect();
  await drop();
});

interface Column {
  table: string;
  column: string;
  type: string;
  nullable: boolean;
}

const sqlTypes: Record<string, string> = { String: 'text', Int: 'integer', Json: 'jsonb' };

/** Columns that the Prisma schema describes. */
async function described(): Promise<Column[]> {
  const schema = await readFile(new URL('../prisma/schema.prisma', import.meta.url), 'utf8');
  const models = [...schema.matchAll(/^model (\w+) \{\n(.*?)^\}/gms)];
  const names = models.map(([, name]) => name);
  return models.flatMap(([, , body = '']) => {
    const table = /@@map\("(\w+)"\)/.exec(body)![1]!;
    const fields = [...body.matchAll(/^ {2}(\w+) +(\w+)(\?|\[\])?(.*)$/gm)];
    return fields
      .filter(([, , type]) => !names.includes(type!))
      .map(([, name, type, mark, rest = '']) => {
        const native = /@db\.(\w+)(?:\((\d+)\))?/.exec(rest);
        const length = native?.[2];
        const types: Record<string, string> = {
          VarChar: `character varying(${length})`,
          Char: `character(${length})`,
          Timestamptz: `timestamp(${length}) with time zone`,
        };
        return {
          table,
          column: /@map\("(\w+)"\)/.exec(rest)?.[1] ?? name!,
          type: native ? types[native[1]!]! : sqlTypes[type!]!,
          nullable: mark === '?',
        };
      });
  });
}

const order = (columns: Column[]) =>
  columns.sort((a, b) => `${a.table}.${a.column}`.localeCompare(`${b.table}.${b.column}`));

it('the migrated tables have exactly the columns that the Prisma schema describes', async () => {
  const live = await database.$queryRaw<Column[]>`
    SELECT c.relname::text AS "table", a.attname::text AS "column", format_type(a.atttypid, a.atttypmod) AS "type",
           NOT a.attnotnull AS "nullable"
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
      AND c.relname <> '_prisma_migrations'`;
  expect(order(live)).toEqual(order(await described()));
});

it('every unique rule of the Prisma schema is one of the tables', async () => {
  const schema = await readFile(new URL('../prisma/schema.prisma', import.meta.url), 'utf8');
  const wanted = [...schema.matchAll(/@@unique|@unique/g)].length;
  const [live] = await database.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE k.contype = 'u' AND c.relnamespace = 'public'::regnamespace`;
  expect(Number(live?.count)).toBe(wanted);
});
