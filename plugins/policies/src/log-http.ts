import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { intakeHeaders, intakeUrl } from './intake.ts';
import { describeLogEntry, logEntryCode, logEntryFields } from './log-entry.ts';
import { placesAndCallers } from './scopes.ts';

/**
 * Sends entries of requests over HTTP in batches. Kong runs one http-log for a request, and the platform's own usage log is one:
 * whoever attaches this gives up usage and logs of the platform for those calls, and says so.
 */
export const logHttp = definePolicy({
  name: 'log-http',
  version: '1.0.0',
  title: 'Log over HTTP',
  summary: 'Sends JSON for the requests over HTTP, in place of the platform’s own usage log.',
  direction: 'outbound',
  scopes: placesAndCallers,
  configuration: z.object({
    endpoint: intakeUrl
      .describe('Address that takes in the log.')
      .meta({ examples: ['https://logs.example.com/intake'] }),
    replacesUsage: z
      .literal(true, {
        error:
          'must be true: Kong OSS runs one http-log for a request, so these calls no longer reach usage and logs of the platform; log-tcp, log-udp and log-file leave those alone',
      })
      .describe(
        'Must be true, as a word of consent: these calls no longer count in usage and logs of the platform.',
      )
      .meta({ examples: [true] }),
    method: z
      .enum(['POST', 'PUT', 'PATCH'])
      .default('POST')
      .describe('Method of the requests that carry entries.')
      .meta({ examples: ['PUT'] }),
    headers: intakeHeaders
      .describe('Headers that go along with entries.')
      .meta({ examples: [[{ name: 'X-Intake-Token', value: 'write-only-token' }]] }),
    batchSize: z
      .int()
      .min(1)
      .max(1000)
      .default(200)
      .describe(
        'How many entries go into one request at most; with 1 each is sent as an object, else as a list.',
      )
      .meta({ examples: [1] }),
    delaySeconds: z
      .number()
      .min(0)
      .max(60)
      .default(1)
      .describe('How long an entry may wait for others, in seconds.')
      .meta({ examples: [5] }),
    timeoutMs: z
      .int()
      .min(100)
      .max(60_000)
      .default(5_000)
      .describe('How long one request may take, in milliseconds.')
      .meta({ examples: [2_000] }),
    retrySeconds: z
      .int()
      .min(0)
      .max(600)
      .default(60)
      .describe('How long entries are sent again when that fails, in seconds; then they are lost.')
      .meta({ examples: [10] }),
    ...logEntryFields,
  }),
  merge: 'override',
  examples: [
    {
      title: 'To a log service',
      configuration: { endpoint: 'https://logs.example.com/intake', replacesUsage: true },
    },
    {
      title: 'One by one, with a token',
      configuration: {
        endpoint: 'https://fluent-bit.example.com:9880/kong.orders',
        replacesUsage: true,
        headers: [{ name: 'X-Intake-Token', value: 'write-only-token' }],
        batchSize: 1,
        requestHeaders: ['User-Agent'],
      },
    },
  ],
  kong: { plugins: ['http-log'], minimalVersion: '3.9.0' },
  describe: (configuration) =>
    `Logs to ${new URL(configuration.endpoint).origin} in place of the platform’s usage log, ${describeLogEntry(configuration)}`,
  upstreams: ({ endpoint }) => ({ log: new URL(endpoint).origin }),
  compile: (configuration) => ({
    plugins: [
      {
        name: 'http-log',
        config: {
          http_endpoint: configuration.endpoint,
          method: configuration.method,
          content_type: 'application/json',
          timeout: configuration.timeoutMs,
          ...(configuration.headers.length > 0
            ? { headers: Object.fromEntries(configuration.headers.map(({ name, value }) => [name, value])) }
            : {}),
          queue: {
            max_batch_size: configuration.batchSize,
            max_coalescing_delay: configuration.delaySeconds,
            max_entries: 10_000,
            max_retry_time: configuration.retrySeconds,
          },
          custom_fields_by_lua: logEntryCode(configuration),
        },
      },
    ],
    functions: [],
  }),
});
