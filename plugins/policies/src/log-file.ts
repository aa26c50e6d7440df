import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { describeLogEntry, logEntryCode, logEntryFields } from './log-entry.ts';
import { placesAndCallers } from './scopes.ts';

/** Where files are written; the operator makes the folder, so that no policy can write anywhere else. */
const folder = '/var/log/apim';

/**
 * Writes an entry for each request on the gateway's machine, as a line of JSON. A file's name is the policy's, its folder
 * never: a path could name any file of the gateway.
 */
export const logFile = definePolicy({
  name: 'log-file',
  version: '1.0.0',
  title: 'Log to a file',
  summary: 'Writes a line of JSON for each request to the output of the gateway or to a file beside it.',
  direction: 'outbound',
  scopes: placesAndCallers,
  configuration: z
    .object({
      to: z
        .enum(['stdout', 'stderr', 'file'])
        .default('stdout')
        .describe('The output of the gateway, its error output, or a file.')
        .meta({ examples: ['file'] }),
      file: z
        .string()
        .regex(
          /^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$/,
          'must be 1 to 50 lower-case letters, digits and hyphens; folder and ending are added',
        )
        .optional()
        .describe(`Name of the file, below ${folder} and of this project alone; with file only.`)
        .meta({ examples: ['orders'] }),
      ...logEntryFields,
    })
    .refine(({ to, file }) => (to === 'file') === (file !== undefined), {
      path: ['file'],
      message: 'belongs to "file": give both or neither',
    }),
  merge: 'override',
  examples: [
    { title: 'To the output of the gateway', configuration: { requestHeaders: ['User-Agent'] } },
    { title: 'To a file of the project', configuration: { to: 'file', file: 'orders' } },
  ],
  kong: { plugins: ['file-log'], minimalVersion: '3.9.0' },
  describe: (configuration) =>
    `Logs to ${configuration.file === undefined ? configuration.to : `the file ${configuration.file}`}, ${describeLogEntry(configuration)}`,
  compile: (configuration, { api }) => ({
    plugins: [
      {
        name: 'file-log',
        config: {
          path:
            configuration.file === undefined
              ? `/dev/${configuration.to}`
              : `${folder}/${api.projectId}-${configuration.file}.log`,
          // Otherwise a file that was rotated away would go on being written.
          reopen: configuration.file !== undefined,
          custom_fields_by_lua: logEntryCode(configuration),
        },
      },
    ],
    functions: [],
  }),
});
