import { PrismaPg } from '@prisma/adapter-pg';
import { Prisma, PrismaClient } from './prisma/client.ts';

export type Database = PrismaClient;

/** A client of the tenant database; connects on first use. */
export const createDatabase = (url: string): Database =>
  new PrismaClient({ adapter: new PrismaPg({ connectionString: url, max: 10 }) });

/** Whether a write failed because something with the same unique values exists. */
export const isDuplicate = (error: unknown): boolean =>
  error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
