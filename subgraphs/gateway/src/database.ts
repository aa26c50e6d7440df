import { PrismaMariaDb } from '@prisma/adapter-mariadb';
import { Prisma, PrismaClient } from './prisma/client.ts';

export type Database = PrismaClient;
export type Transaction = Prisma.TransactionClient;

const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MS = 10_000;
const ATTEMPTS = 5;

/** A client of the gateway manager's database; `url` is a mysql:// or mariadb:// address. */
export function connectDatabase(url: string): Database {
  const { hostname, port, username, password, pathname } = new URL(url);
  const adapter = new PrismaMariaDb({
    host: hostname,
    port: Number(port || 3306),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: pathname.slice(1),
    connectionLimit: POOL_SIZE,
    connectTimeout: CONNECT_TIMEOUT_MS,
  });
  return new PrismaClient({ adapter });
}

/** One transaction that reads what is committed when it reads; one that the database ends because of a deadlock runs again. */
export async function inTransaction<T>(
  database: Database,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.$transaction(work, {
        isolationLevel: 'ReadCommitted',
        maxWait: 10_000,
        timeout: 30_000,
      });
    } catch (error) {
      if (!hasCode(error, 'P2034') || attempt === ATTEMPTS) throw error;
    }
  }
}

/** Whether a write failed because a row with the same unique value exists. */
export const isDuplicate = (error: unknown): boolean => hasCode(error, 'P2002');

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === code;
