import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { checkLimits, describeLimits, limitFields, mergeLimits, rateLimiting } from './limit-rules.ts';
import { redisUpstream } from './rate-limit-redis.ts';
import { placesAndCallers } from './scopes.ts';

const windows = ['second'] as const;

/** Cuts bursts off: what comes in one second beyond the limit is refused, not kept. It shares Kong's plugin with `rate-limit`. */
export const spikeArrest = definePolicy({
  name: 'spike-arrest',
  version: '1.0.0',
  title: 'Spike arrest',
  summary: 'Answers 429 to what comes in one second beyond a limit, so that no burst reaches the upstream.',
  direction: 'inbound',
  scopes: placesAndCallers,
  configuration: z
    .object({
      second: z
        .int()
        .min(1)
        .max(1_000_000)
        .describe(
          'Requests that are admitted in one second of the clock. Kong OSS has no shorter window, and none that slides: around its turn twice as many can pass.',
        )
        .meta({ examples: [50] }),
      ...limitFields,
    })
    .superRefine((limits, context) => checkLimits(windows, limits, context)),
  merge: { merge: mergeLimits },
  examples: [
    { title: '50 a second from each application', configuration: { second: 50 } },
    {
      title: '500 a second in all, as the upstream bears no more',
      configuration: { second: 500, by: 'everybody', status: 503, message: 'Too busy' },
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
