import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@apim/kit/testing/databases';
import { fileURLToPath } from 'node:url';
import { connectDatabase, type Database } from '../src/database.ts';
import { PROJECT } from '../src/api/require-project.ts';
import { asDeployment, failStaleDeployments } from '../src/deployment/deployment-log.ts';
import { COMPILE } from '../src/deployment/compile-plugins.ts';
import { CONSUMERS } from '../src/sync/consumer-sync.ts';
import { withLease } from '../src/writer/lease.ts';

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
let server: TestDatabase;
let database: Database;
beforeAll(async () => {
  server = await createTestDatabase('MARIADB', path('prisma/migrations'));
  database = connectDatabase(server.url);
});
afterAll(async () => {
  await database.$disconnect();
  await server.drop();
});

interface Column {
  table: string;
  column: string;
  type: string;
  nullable: string;
}

const types: Record<string, (size: string) => string> = {
  Char: (size) => `char(${size})`,
  VarChar: (size) => `varchar(${size})`,
  Text: () => 'text',
  LongBlob: () => 'longblob',
  DateTime: () => 'datetime(3)',
  Int: () => 'int(11)',
  Boolean: () => 'tinyint(1)',
};

/** The columns that the Prisma schema describes. */
function declared(): string[] {
  const schema = readFileSync(path('prisma/schema.prisma'), 'utf8');
  return [...schema.matchAll(/^model \w+ \{(.*?)^\}/gms)].flatMap(([, body = '']) => {
    const table = /@@map\("(\w+)"\)/.exec(body)?.[1];
    return [...body.matchAll(/^ {2}(\w+) +(String|Int|DateTime|Boolean|Bytes)(\?)? *(.*)$/gm)].map(
      ([, field, type = '', optional, attributes = '']) => {
        const [, native = type, size = ''] = /@db\.(\w+)(?:\((\d+)\))?/.exec(attributes) ?? [];
        const column = / @map\("(\w+)"\)|^@map\("(\w+)"\)/.exec(` ${attributes}`)?.[1] ?? field;
        return `${table}.${column} ${types[native]?.(size)} ${optional ? 'YES' : 'NO'}`;
      },
    );
  });
}

describe('the database', () => {
  it('has exactly the columns that the Prisma schema describes', async () => {
    const live = await database.$queryRaw<
      Column[]
    >`SELECT table_name AS \`table\`, column_name AS \`column\`, column_type AS type,
      is_nullable AS nullable FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name <> '_prisma_migrations'`;
    const actual = live.map(({ table, column, type, nullable }) => `${table}.${column} ${type} ${nullable}`);
    expect(actual.sort()).toEqual(declared().sort());
  });

  it('lends a gateway to one writer at a time, and to the next when a holder’s time is over', async () => {
    const id = '01a20d6b-0000-7000-8000-000000000001';
    const environment = { id, name: 'DEV', audience: 'INTERNAL', createdAt: new Date() };
    await database.environment.create({ data: environment });
    const addresses = { mode: 'DATABASE', adminUrl: 'http://127.0.0.1:1', proxyUrl: 'http://127.0.0.1:2' };
    const gateway = { id, environmentId: id, name: 'kong', ...addresses, createdAt: new Date() };
    await database.gateway.create({ data: gateway });
    let writers = 0;
    const epochs = await Promise.all(
      [1, 2, 3].map(() =>
        withLease(database, gateway, async ({ epoch, assertHeld }) => {
          writers += 1;
          expect(writers).toBe(1);
          await assertHeld();
          writers -= 1;
          return epoch;
        }),
      ),
    );
    expect(epochs.sort()).toEqual([1, 2, 3]);
    await withLease(database, gateway, async (paused) => {
      await database.$executeRaw`UPDATE gateway SET lease_until = NOW(3) - INTERVAL 1 SECOND`;
      await withLease(database, gateway, async (next) => {
        expect(next.epoch).toBe(5);
        await expect(paused.assertHeld()).rejects.toThrow(/someone else/);
        expect(paused.signal.aborted).toBe(true);
        await next.assertHeld();
      });
    });
  });
});

describe('a deployment that nobody carries out any more', () => {
  it('is closed as failed, and one that has just begun is not', async () => {
    const own = {
      organizationId: 'o',
      projectId: 'p',
      slug: 'a',
      name: 'a',
      title: 'a',
      version: '1',
      state: 'DRAFT',
    };
    const now = new Date();
    const more = { basePath: '/a', upstreamUrl: 'https://a.example.com', documentFormat: 'JSON' };
    await database.api.create({ data: { id: 'api', ...own, ...more, createdAt: now, updatedAt: now } });
    const row = {
      organizationId: 'o',
      projectId: 'p',
      apiId: 'api',
      environmentId: 'e',
      revisionId: 'r',
      conditions: '[]',
    };
    const pending = { ...row, status: 'PENDING' };
    const old = new Date(Date.now() - 10 * 60_000);
    await database.deployment.create({ data: { id: 'old', ...pending, generation: 1, createdAt: old } });
    await database.deployment.create({ data: { id: 'new', ...pending, generation: 2, createdAt: now } });
    await failStaleDeployments(database);
    const rows = await database.deployment.findMany({ orderBy: { generation: 'asc' } });
    expect(rows.map(asDeployment)).toMatchObject([
      { status: 'FAILED', error: { code: 'DEPLOYMENT_FAILED' } },
      { status: 'PENDING', error: null },
    ]);
  });
});

describe('what is asked of other managers', () => {
  it.each([
    ['tenant', PROJECT],
    ['policy', COMPILE],
    ['portal', CONSUMERS],
  ])('%s answers', (manager, document) => {
    const typeDefs = parse(readFileSync(path(`../${manager}/schema.graphql`), 'utf8'));
    expect(validate(buildSubgraphSchema([{ typeDefs }]), parse(document))).toEqual([]);
  });
});
