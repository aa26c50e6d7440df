import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './prisma/client.ts';

export type Database = PrismaClient;

/** A client of the tenant database; connects on first use. */
export const createDatabase = (url: string): Database =>
  new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 10 }) });
