import { readFile } from 'node:fs/promises';
import { createConnection } from 'mariadb';
import pg from 'pg';
import { mariadbOptions } from '../mariadb-address.ts';

const OWN_TABLE = '_prisma_migrations';
const scalars = new Set(['String', 'Int', 'BigInt', 'Boolean', 'DateTime', 'Float', 'Json', 'Bytes']);

/** The columns that a Prisma schema file describes, as sorted lines such as `api.project_id` or `api.deleted_at null`. */
export async function describedColumns(schemaFile: string | URL): Promise<string[]> {
  const text = await readFile(schemaFile, 'utf8');
  const models = text.matchAll(/^model (\w+) \{\n([\s\S]*?)^\}/gm);
  return [...models].flatMap(([, model, body = '']) => columnsOf(model ?? '', body)).sort();
}

function columnsOf(model: string, body: string): string[] {
  const table = /@@map\("(\w+)"\)/.exec(body)?.[1] ?? model;
  return body.split('\n').flatMap((line) => {
    const [, field, type, optional] = /^\s+(\w+)\s+(\w+)(\?|\[\])?/.exec(line) ?? [];
    if (!field || !type || !scalars.has(type)) return [];
    const column = /@map\("(\w+)"\)/.exec(line)?.[1] ?? field;
    return lineOf(table, column, optional === '?');
  });
}

/** The columns that a migrated database has, in the same form as `describedColumns`. */
export async function liveColumns(databaseUrl: string): Promise<string[]> {
  const select = 'SELECT table_name AS t, column_name AS c, is_nullable AS n FROM information_schema.columns';
  const rows = databaseUrl.startsWith('postgresql')
    ? await queryPostgresql(databaseUrl, `${select} WHERE table_schema = current_schema()`)
    : await queryMariadb(databaseUrl, `${select} WHERE table_schema = database()`);
  return rows
    .filter(({ t }) => t !== OWN_TABLE)
    .map(({ t, c, n }) => lineOf(t, c, n === 'YES'))
    .sort();
}

interface Row {
  t: string;
  c: string;
  n: 'YES' | 'NO';
}

const lineOf = (table: string, column: string, isNullable: boolean): string =>
  `${table}.${column}${isNullable ? ' null' : ''}`;

async function queryPostgresql(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client
    .query<Row>(sql)
    .then(({ rows }) => rows)
    .finally(() => client.end());
}

async function queryMariadb(url: string, sql: string): Promise<Row[]> {
  const connection = await createConnection(mariadbOptions(url));
  return connection.query<Row[]>(sql).finally(() => connection.end());
}
