import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { addressToCheck, intakeHost, intakePort } from './intake.ts';
import { describeLogEntry, logEntryCode, logEntryFields } from './log-entry.ts';
import { placesAndCallers } from './scopes.ts';

/** Sends an entry for each request over TCP, as a line of JSON. Only what is listed is in it. */
export const logTcp = definePolicy({
  name: 'log-tcp',
  version: '1.0.0',
  title: 'Log over TCP',
  summary: 'Sends a line of JSON for each request over TCP, such as to Fluent Bit.',
  direction: 'outbound',
  scopes: placesAndCallers,
  configuration: z
    .object({
      host: intakeHost.describe('Host that takes in the log.').meta({ examples: ['fluent-bit.example.com'] }),
      port: intakePort.describe('Its TCP port.').meta({ examples: [5170] }),
      tls: z
        .boolean()
        .default(false)
        .describe('Whether the connection is encrypted; Kong does not verify the certificate.')
        .meta({ examples: [true] }),
      serverName: intakeHost
        .optional()
        .describe('Name that is asked for in the TLS handshake; with tls only.')
        .meta({ examples: ['logs.example.com'] }),
      timeoutMs: z
        .int()
        .min(100)
        .max(60_000)
        .default(5_000)
        .describe('How long connecting and sending may take, in milliseconds; an entry that fails is lost.')
        .meta({ examples: [2_000] }),
      ...logEntryFields,
    })
    .refine(({ tls, serverName }) => tls || serverName === undefined, {
      path: ['serverName'],
      message: 'has no meaning without tls; set tls or remove it',
    }),
  merge: 'override',
  examples: [
    { title: 'To Fluent Bit', configuration: { host: 'fluent-bit.example.com', port: 5170 } },
    {
      title: 'Encrypted, with what helps to find a request',
      configuration: {
        host: 'logs.example.com',
        port: 6514,
        tls: true,
        serverName: 'logs.example.com',
        requestHeaders: ['User-Agent', 'X-Request-ID'],
        labels: [{ name: 'team', value: 'payments' }],
      },
    },
  ],
  kong: { plugins: ['tcp-log'], minimalVersion: '3.9.0' },
  describe: (configuration) =>
    `Logs to ${configuration.host}:${configuration.port} over TCP, ${describeLogEntry(configuration)}`,
  upstreams: ({ host, port }) => ({ log: addressToCheck(host, port) }),
  compile: (configuration) => ({
    plugins: [
      {
        name: 'tcp-log',
        config: {
          host: configuration.host,
          port: configuration.port,
          timeout: configuration.timeoutMs,
          tls: configuration.tls,
          ...(configuration.serverName === undefined ? {} : { tls_sni: configuration.serverName }),
          custom_fields_by_lua: logEntryCode(configuration),
        },
      },
    ],
    functions: [],
  }),
});
