import { mariadbOptions } from '@apim/kit/mariadb-address';
import { PrismaMariaDb } from '@prisma/adapter-mariadb';
import { PrismaClient } from './prisma/client.ts';

export type Database = PrismaClient;

const POOL_SIZE = 10;
/** Long enough that a burst of changes queues instead of failing. */
const transactionOptions = { maxWait: 10_000, timeout: 20_000 };

/** A client of the policy manager's database; `url` is a mysql:// or mariadb:// address. */
export function connectDatabase(url: string): Database {
  const adapter = new PrismaMariaDb({ ...mariadbOptions(url), connectionLimit: POOL_SIZE });
  return new PrismaClient({ adapter, transactionOptions });
}
