import { PrismaMariaDb } from '@prisma/adapter-mariadb';
import { PrismaClient } from './prisma/client.ts';

export type Database = PrismaClient;

const POOL_SIZE = 10;
/** Long enough that a burst of changes queues instead of failing. */
const transactionOptions = { maxWait: 10_000, timeout: 20_000 };

/** A client of the policy manager's database; `url` is a mysql:// address. */
export function connectDatabase(url: string): Database {
  const { hostname, port, username, password, pathname } = new URL(url);
  const adapter = new PrismaMariaDb({
    host: hostname,
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: pathname.slice(1),
    connectionLimit: POOL_SIZE,
  });
  return new PrismaClient({ adapter, transactionOptions });
}
