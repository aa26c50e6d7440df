import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { places } from './scopes.ts';

/**
 * `set_timeouts` takes three values; Kong 3.9 does not use the one for writing, so it gets Kong's own default. What was not
 * configured is Kong's default of a service, which the gateway manager leaves as it is.
 */
const setLimits = `
return function()
  if config.connect then kong.service.set_timeouts(config.connect, 60000, config.read) end
  if config.retries then kong.service.set_retries(config.retries) end
end`;

const defaultMs = 60_000;

const timeout = (what: string) =>
  z
    .int()
    .min(1)
    .max(600_000)
    .optional()
    .describe(what)
    .meta({ examples: [5_000] });

/** How long requests wait for the upstream, and how often Kong connects anew. Across scopes setting by setting. */
export const upstreamTimeout = definePolicy({
  name: 'upstream-timeout',
  version: '1.0.0',
  title: 'Upstream timeout and retries',
  summary: 'Limits how long requests wait for the upstream, and how often the gateway tries.',
  direction: 'inbound',
  scopes: places,
  configuration: z
    .object({
      connectMs: timeout(
        `How long connecting may take, in milliseconds; ${defaultMs} without a value. Later the client gets 504.`,
      ),
      readMs: timeout(
        `How long the upstream may be silent, in milliseconds; ${defaultMs} without a value. Later the client gets 504.`,
      ),
      retries: z
        .int()
        .min(0)
        .max(10)
        .optional()
        .describe(
          'How often a request that could not be handed over is tried again; of methods that change something only ahead of sending. 5 without a value.',
        )
        .meta({ examples: [0] }),
    })
    .refine(
      ({ connectMs, readMs, retries }) =>
        connectMs !== undefined || readMs !== undefined || retries !== undefined,
      { path: ['readMs'], message: 'give at least one of connectMs, readMs and retries' },
    ),
  merge: { merge: (inherited, own) => ({ ...inherited, ...own }) },
  examples: [
    { title: 'Fail fast', configuration: { connectMs: 1_000, readMs: 5_000, retries: 1 } },
    { title: 'Try once', configuration: { retries: 0 } },
  ],
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  describe: ({ connectMs, readMs, retries }) =>
    [
      connectMs !== undefined && `connects within ${connectMs} ms`,
      readMs !== undefined && `waits ${readMs} ms for the upstream`,
      retries !== undefined && `tries again ${retries} times`,
    ]
      .filter((part) => part !== false)
      .join(', ')
      .replace(/^./, (first) => first.toUpperCase()),
  compile: ({ connectMs, readMs, retries }) => ({
    plugins: [],
    functions: [
      {
        phase: 'access',
        lua: setLimits,
        data: {
          ...(connectMs === undefined && readMs === undefined
            ? {}
            : { connect: connectMs ?? defaultMs, read: readMs ?? defaultMs }),
          ...(retries === undefined ? {} : { retries }),
        },
      },
    ],
  }),
});
