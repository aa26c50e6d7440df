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

const windows = ['day', 'month', 'year'] as const;

/** What an application may call in a day, a month or a year of the calendar (UTC). It shares Kong's plugin with `rate-limit`. */
export const quota = definePolicy({
  name: 'quota',
  version: '1.0.0',
  title: 'Quota',
  summary: 'Answers 429 when the calls agreed for a day, a month or a year are used up.',
  direction: 'inbound',
  scopes: placesAndCallers,
  configuration: z
    .object({
      day: windowLimit('day', 10_000),
      month: windowLimit('month', 200_000),
      year: windowLimit('year', 2_000_000),
      ...limitFields,
    })
    .superRefine((limits, context) => checkLimits(windows, limits, context)),
  merge: { merge: mergeLimits },
  examples: [
    {
      title: '200,000 calls a month for each application',
      configuration: { month: 200_000, message: 'The quota of this month is used up' },
    },
    {
      title: 'By day and year, counted for all gateway nodes together',
      configuration: { day: 10_000, year: 2_000_000, redis: { host: 'redis.example.com', password: true } },
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
