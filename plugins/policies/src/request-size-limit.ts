import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { placesAndCallers } from './scopes.ts';

/** Rejects requests whose body is larger than a limit, announced or sent in chunks. */
export const requestSizeLimit = definePolicy({
  name: 'request-size-limit',
  version: '1.0.0',
  title: 'Request size limit',
  summary: 'Answers 413 when the body of a request is larger than the limit.',
  direction: 'inbound',
  scopes: placesAndCallers,
  configuration: z.object({
    maxBytes: z
      .int()
      .min(1)
      .max(1024 ** 3)
      .describe('Size of the largest body that is admitted, in bytes; at most 1 GiB (1073741824).')
      .meta({ examples: [1_048_576] }),
  }),
  merge: 'override',
  examples: [
    { title: 'At most 1 MiB', configuration: { maxBytes: 1_048_576 } },
    { title: 'Small documents only', configuration: { maxBytes: 16_000 } },
  ],
  kong: { plugins: ['request-size-limiting'], minimalVersion: '3.9.0' },
  describe: ({ maxBytes }) => `Admits bodies of up to ${maxBytes} bytes`,
  // In bytes, as the plugin's kilobytes and megabytes are powers of two, against its description.
  compile: ({ maxBytes }) => ({
    plugins: [
      {
        name: 'request-size-limiting',
        config: { allowed_payload_size: maxBytes, size_unit: 'bytes', require_content_length: false },
      },
    ],
    functions: [],
  }),
});
