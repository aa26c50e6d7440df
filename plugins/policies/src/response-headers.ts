import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import {
  checkHeaderChanges,
  describeHeaderChanges,
  mergeHeaderChanges,
  transformHeaders,
} from './header-changes.ts';
import { responseHeaderName, responseHeaderValue } from './header-rules.ts';
import { placesAndCallers } from './scopes.ts';

const settableName = responseHeaderName.refine((name) => name.toLowerCase() !== 'set-cookie', {
  error: 'cannot be set, as that would drop the cookies of the upstream; it can only be removed',
});

/** Sets, removes, renames and adds headers of answers. Across scopes the more specific word on a header counts. */
export const responseHeaders = definePolicy({
  name: 'response-headers',
  version: '1.1.0',
  title: 'Response headers',
  summary: 'Sets, removes, renames or adds headers of the answer before it reaches the client.',
  direction: 'outbound',
  scopes: placesAndCallers,
  configuration: z
    .object({
      set: z
        .array(
          z.strictObject({
            name: settableName.describe('Name of the header.').meta({ examples: ['Cache-Control'] }),
            value: responseHeaderValue
              .describe('Value of the header, sent exactly as written; replaces what the upstream sent.')
              .meta({ examples: ['no-store'] }),
          }),
        )
        .max(50)
        .default([])
        .describe('Headers to set, each with one value.')
        .meta({ examples: [[{ name: 'Cache-Control', value: 'no-store' }]] }),
      remove: z
        .array(responseHeaderName)
        .max(50)
        .default([])
        .describe('Headers to remove; in place of a removed Server the gateway names itself.')
        .meta({ examples: [['X-Powered-By']] }),
      rename: z
        .array(
          z.strictObject({
            from: settableName.describe('Name that the upstream sends.').meta({ examples: ['X-Request'] }),
            to: settableName.describe('Name that the client gets.').meta({ examples: ['X-Request-ID'] }),
          }),
        )
        .max(50)
        .default([])
        .describe('Headers to rename, with all their values.')
        .meta({ examples: [[{ from: 'X-Request', to: 'X-Request-ID' }]] }),
      add: z
        .array(
          z.strictObject({
            name: settableName.describe('Name of the header.').meta({ examples: ['Cache-Control'] }),
            value: responseHeaderValue
              .describe('Value of the header, where the upstream sent none.')
              .meta({ examples: ['no-cache'] }),
          }),
        )
        .max(50)
        .default([])
        .describe('Headers to set when the upstream did not.')
        .meta({ examples: [[{ name: 'Cache-Control', value: 'no-cache' }]] }),
    })
    .superRefine(checkHeaderChanges),
  merge: { merge: mergeHeaderChanges },
  examples: [
    { title: 'Hide what the upstream runs on', configuration: { remove: ['X-Powered-By', 'Server'] } },
    {
      title: 'Forbid caching, and drop cookies',
      configuration: { set: [{ name: 'Cache-Control', value: 'no-store' }], remove: ['Set-Cookie'] },
    },
    {
      title: 'One name for an identifier, and a word on caching where there is none',
      configuration: {
        rename: [{ from: 'X-Request', to: 'X-Request-ID' }],
        add: [{ name: 'Cache-Control', value: 'no-cache' }],
      },
    },
  ],
  kong: { plugins: ['response-transformer'], minimalVersion: '3.9.0' },
  describe: describeHeaderChanges,
  compile: (changes) => ({
    plugins: [{ name: 'response-transformer', config: transformHeaders(changes) }],
    functions: [],
  }),
});
