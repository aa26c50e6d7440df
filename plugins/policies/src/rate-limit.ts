import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import {
  checkLimits,
  describeLimits,
  limitFields,
  mergeLimits,
  rateLimiting,
  windowLimit,
} from './limit-rules.ts';
import { redisUpstream } from './rate-limit-redis.ts';
import { placesAndCallers } from './scopes.ts';

const windows = ['second', 'minute', 'hour', 'day'] as const;

/** Limits calls in several windows at once. Across scopes the more specific value of a window replaces the inherited one. */
export const rateLimit = definePolicy({
  name: 'rate-limit',
  version: '1.0.0',
  title: 'Rate limit',
  summary: 'Answers 429 when an application, an address or another caller calls more often than agreed.',
  direction: 'inbound',
  scopes: placesAndCallers,
  configuration: z
    .object({
      second: windowLimit('second', 10),
      minute: windowLimit('minute', 100),
      hour: windowLimit('hour', 5_000),
      day: windowLimit('day', 50_000),
      ...limitFields,
    })
    .superRefine((limits, context) => checkLimits(windows, limits, context)),
  merge: { merge: mergeLimits },
  examples: [
    { title: '100 calls a minute for each application', configuration: { minute: 100 } },
    {
      title: 'Bursts and a daily limit for each address',
      configuration: { second: 10, day: 50_000, by: 'ip' },
    },
    {
      title: 'For each tenant, counted for all gateway nodes together',
      configuration: {
        minute: 600,
        by: 'header',
        header: 'X-Tenant',
        redis: { host: 'redis.example.com', password: true },
        faultTolerant: false,
        showLimits: false,
        status: 503,
        message: 'Please slow down',
      },
    },
  ],
  kong: { plugins: ['rate-limiting'], minimalVersion: '3.9.0' },
  describe: (limits) => describeLimits(windows, limits),
  upstreams: redisUpstream,
  compile: (limits) => ({
    plugins: [{ name: 'rate-limiting', config: rateLimiting(windows, limits) }],
    functions: [],
  }),
});
