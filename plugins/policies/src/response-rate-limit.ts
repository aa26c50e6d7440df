import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { responseHeaderName } from './header-rules.ts';
import { placesAndCallers } from './scopes.ts';

const windows = ['second', 'minute', 'hour', 'day', 'month', 'year'] as const;

const limit = (window: string, example: number) =>
  z
    .int()
    .min(1)
    .max(1_000_000_000)
    .optional()
    .describe(`Units that are admitted in one ${window}; without a value this window is not limited.`)
    .meta({ examples: [example] });

/** Limits what the upstream charges for its answers: it names units and amounts in a header, which clients never see. */
export const responseRateLimit = definePolicy({
  name: 'response-rate-limit',
  version: '1.0.0',
  title: 'Response rate limit',
  summary: 'Answers 429 when the units that the upstream charges for its answers are used up.',
  direction: 'outbound',
  scopes: placesAndCallers,
  configuration: z.object({
    header: responseHeaderName
      .default('X-Charge')
      .describe(
        'Header of the upstream that charges, such as "rows=20, exports=1"; it is taken out of the answer.',
      )
      .meta({ examples: ['X-Units-Used'] }),
    limits: z
      .array(
        z
          .strictObject({
            unit: z
              .string()
              .regex(
                /^[A-Za-z0-9][A-Za-z0-9_-]{0,49}$/,
                'must be 1 to 50 letters, digits, "-" and "_", as the upstream writes it',
              )
              .describe('Name of the unit, as the upstream writes it; upper and lower case differ.')
              .meta({ examples: ['rows'] }),
            second: limit('second', 100),
            minute: limit('minute', 1_000),
            hour: limit('hour', 10_000),
            day: limit('day', 100_000),
            month: limit('month', 1_000_000),
            year: limit('year', 10_000_000),
          })
          .superRefine((entry, context) => {
            const given = windows.filter((window) => entry[window] !== undefined);
            if (given.length === 0) {
              const message = 'limit at least one of second, minute, hour, day, month or year';
              context.addIssue({ code: 'custom', path: ['minute'], message });
            }
            for (const [index, longer] of given.entries()) {
              const shorter = given.slice(0, index).find((window) => entry[window]! > entry[longer]!);
              if (shorter === undefined) continue;
              const message = `must not be lower than the limit of a ${shorter} (${entry[shorter]})`;
              context.addIssue({ code: 'custom', path: [longer], message });
            }
          }),
      )
      .min(1)
      .max(20)
      .refine((limits) => new Set(limits.map(({ unit }) => unit.toLowerCase())).size === limits.length, {
        error: 'names a unit twice; name each once',
      })
      .describe('What is limited, by unit.')
      .meta({ examples: [[{ unit: 'rows', minute: 1_000 }]] }),
    by: z
      .enum(['consumer', 'ip'])
      .default('consumer')
      .describe('Who is counted: the application (without one the address), or the client address.')
      .meta({ examples: ['ip'] }),
    refuseEarly: z
      .boolean()
      .default(true)
      .describe(
        'Whether a request is refused ahead of the upstream once any unit is used up; else only answers that charge for it are.',
      )
      .meta({ examples: [false] }),
    showLimits: z
      .boolean()
      .default(true)
      .describe('Whether answers tell limits and what remains in X-RateLimit headers.')
      .meta({ examples: [false] }),
  }),
  merge: 'override',
  examples: [
    { title: '1,000 rows a minute', configuration: { limits: [{ unit: 'rows', minute: 1_000 }] } },
    {
      title: 'Two units, for each address',
      configuration: {
        header: 'X-Units-Used',
        limits: [
          { unit: 'rows', minute: 1_000, day: 100_000 },
          { unit: 'exports', day: 10 },
        ],
        by: 'ip',
        refuseEarly: false,
      },
    },
  ],
  kong: { plugins: ['response-ratelimiting'], minimalVersion: '3.9.0' },
  describe: ({ limits, by }) => {
    const named = limits.map((entry) => {
      const given = windows.flatMap((window) =>
        entry[window] === undefined ? [] : `${entry[window]} a ${window}`,
      );
      return `${entry.unit} ${given.join(' and ')}`;
    });
    return `Admits ${named.join(', ')} for each ${by === 'ip' ? 'client address' : 'application'}`;
  },
  compile: ({ header, limits, by, refuseEarly, showLimits }) => ({
    plugins: [
      {
        name: 'response-ratelimiting',
        config: {
          header_name: header,
          limits: Object.fromEntries(limits.map(({ unit, ...given }) => [unit, given])),
          limit_by: by,
          policy: 'local',
          block_on_first_violation: refuseEarly,
          hide_client_headers: !showLimits,
        },
      },
    ],
    functions: [],
  }),
});
