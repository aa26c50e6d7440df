import { Redis } from 'ioredis';
import { v7 as uuid } from 'uuid';
import { afterAll, expect, it } from 'vitest';
import type { OutboxRow } from './change.ts';
import { createLogger } from './logger.ts';
import { startEventReader, startOutboxRelay, type OutboxTable, type PlatformEvent } from './outbox.ts';
import { testServer } from './testing/databases.ts';

const redis = new Redis(testServer('REDIS'));
const logger = createLogger('test', 'silent');
afterAll(() => redis.quit());

it('events reach readers in order, and rows go only once they were sent', async () => {
  const rows: OutboxRow[] = ['a', 'b', 'c'].map((subject) => ({
    id: uuid(),
    type: 'test.changed',
    organizationId: null,
    subject,
    at: new Date(),
  }));
  const table: OutboxTable = {
    findMany: async ({ take }) => rows.slice(0, take),
    deleteMany: async ({ where }) =>
      void rows.splice(0, rows.length, ...rows.filter(({ id }) => !where.id.in.includes(id))),
  };
  const seen: PlatformEvent[] = [];
  const reader = startEventReader(redis, ['test.changed'], (event) => void seen.push(event), logger);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const relay = startOutboxRelay(table, redis, logger);
  await expect.poll(() => seen.map(({ subject }) => subject), { timeout: 5_000 }).toEqual(['a', 'b', 'c']);
  await expect.poll(() => rows.length).toBe(0);
  await Promise.all([relay.stop(), reader.stop()]);
});

it('a reader ends although Redis is away', async () => {
  const absent = new Redis('redis://127.0.0.1:9', { lazyConnect: true });
  const reader = startEventReader(absent, ['test.changed'], () => {}, logger);
  await new Promise((resolve) => setTimeout(resolve, 500));
  await reader.stop();
}, 5_000);

it('a reader waits longer for an event than a command of its manager may take, and misses nothing meanwhile', async () => {
  const warnings: string[] = [];
  const listening = createLogger('test', 'warn', { write: (line: string) => void warnings.push(line) });
  const hasty = new Redis(testServer('REDIS'), { commandTimeout: 200 });
  const seen: PlatformEvent[] = [];
  const reader = startEventReader(hasty, ['test.late'], (event) => void seen.push(event), listening);
  await new Promise((resolve) => setTimeout(resolve, 600));
  const event = { id: uuid(), type: 'test.late', organizationId: null, subject: 'late', at: '' };
  await redis.xadd('apim:events', '*', 'event', JSON.stringify(event));
  await expect.poll(() => seen, { timeout: 5_000 }).toEqual([event]);
  await reader.stop();
  hasty.disconnect();
  expect(warnings).toEqual([]);
});
