import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { addressToCheck, intakeHost, intakePort } from './intake.ts';
import { describeLogEntry, logEntryCode, logEntryFields } from './log-entry.ts';
import { placesAndCallers } from './scopes.ts';

/** Sends an entry for each request as one datagram of JSON. Only what is listed is in it. */
export const logUdp = definePolicy({
  name: 'log-udp',
  version: '1.0.0',
  title: 'Log over UDP',
  summary: 'Sends a datagram of JSON for each request; entries can get lost, and nobody waits for them.',
  direction: 'outbound',
  scopes: placesAndCallers,
  configuration: z.object({
    host: intakeHost.describe('Host that takes in the log.').meta({ examples: ['fluent-bit.example.com'] }),
    port: intakePort.describe('Its UDP port.').meta({ examples: [5170] }),
    timeoutMs: z
      .int()
      .min(100)
      .max(60_000)
      .default(5_000)
      .describe('How long sending may take, in milliseconds.')
      .meta({ examples: [2_000] }),
    ...logEntryFields,
  }),
  merge: 'override',
  examples: [
    { title: 'To Fluent Bit', configuration: { host: 'fluent-bit.example.com', port: 5170 } },
    {
      title: 'Without telling who called',
      configuration: { host: '203.0.113.9', port: 514, consumer: false, clientAddress: false },
    },
  ],
  kong: { plugins: ['udp-log'], minimalVersion: '3.9.0' },
  describe: (configuration) =>
    `Logs to ${configuration.host}:${configuration.port} over UDP, ${describeLogEntry(configuration)}`,
  upstreams: ({ host, port }) => ({ log: addressToCheck(host, port) }),
  compile: (configuration) => ({
    plugins: [
      {
        name: 'udp-log',
        config: {
          host: configuration.host,
          port: configuration.port,
          timeout: configuration.timeoutMs,
          custom_fields_by_lua: logEntryCode(configuration),
        },
      },
    ],
    functions: [],
  }),
});
