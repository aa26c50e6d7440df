import { Redis } from 'ioredis';
import type { Logger } from './logger.ts';

/** A connection for a manager, which serves without Redis: commands fail soon while it is away, and events stay in their table. */
export function connectRedis(url: string, logger: Logger): Redis {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1, commandTimeout: 5_000 });
  redis.on('error', (error) => logger.warn({ err: error }, 'Redis is away; events wait'));
  return redis;
}
