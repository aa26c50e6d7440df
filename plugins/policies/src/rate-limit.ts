import { definePolicy } from '@apim/sdk';
import { z } from 'zod';

const windows = ['second', 'minute', 'hour', 'day'] as const;

const limit = (window: string, example: number) =>
  z
    .int()
    .min(1)
    .max(1_000_000_000)
    .optional()
    .describe(`Requests that are admitted in one ${window}; without a value this window is not limited.`)
    .meta({ examples: [example] });

/** Limits calls in several windows at once. Across scopes the more specific value of a window replaces the inherited one. */
export const rateLimit = definePolicy({
  name: 'rate-limit',
  version: '1.0.0',
  title: 'Rate limit',
  summary: 'Answers 429 when an application or an address calls more often than agreed.',
  direction: 'inbound',
  scopes: ['project', 'api', 'operation'],
  configuration: z
    .object({
      second: limit('second', 10),
      minute: limit('minute', 100),
      hour: limit('hour', 5_000),
      day: limit('day', 50_000),
      by: z
        .enum(['consumer', 'ip'])
        .optional()
        .describe(
          'Who is counted: the application (without one the address), or the client address. Default: consumer.',
        )
        .meta({ examples: ['ip'] }),
    })
    .superRefine((configuration, context) => {
      const given = windows.filter((window) => configuration[window] !== undefined);
      if (given.length === 0) {
        context.addIssue({
          code: 'custom',
          path: ['minute'],
          message: 'limit at least one of second, minute, hour or day',
        });
      }
      // Kong refuses a longer window with the smaller limit.
      for (const [index, longer] of given.entries()) {
        const shorter = given
          .slice(0, index)
          .find((window) => configuration[window]! > configuration[longer]!);
        if (shorter !== undefined) {
          const message = `must not be lower than the limit of a ${shorter} (${configuration[shorter]})`;
          context.addIssue({ code: 'custom', path: [longer], message });
        }
      }
    }),
  merge: { merge: (inherited, own) => ({ ...inherited, ...own }) },
  examples: [
    { title: '100 calls a minute for each application', configuration: { minute: 100 } },
    {
      title: 'Bursts and a daily limit for each address',
      configuration: { second: 10, day: 50_000, by: 'ip' },
    },
  ],
  kong: { plugins: ['rate-limiting'], minimalVersion: '3.9.0' },
  describe: (configuration) => {
    const limits = windows.flatMap((window) =>
      configuration[window] === undefined ? [] : `${configuration[window]} a ${window}`,
    );
    return `Admits ${limits.join(', ')} for each ${configuration.by === 'ip' ? 'client address' : 'application'}`;
  },
  compile: ({ by, ...limits }) => ({
    plugins: [{ name: 'rate-limiting', config: { ...limits, limit_by: by ?? 'consumer', policy: 'local' } }],
    functions: [],
  }),
});
