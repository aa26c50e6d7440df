import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import {
  checkHeaderChanges,
  describeHeaderChanges,
  mergeHeaderChanges,
  transformHeaders,
} from './header-changes.ts';
import { headerName, headerValue } from './header-rules.ts';
import { placesAndCallers } from './scopes.ts';

/** Sets and removes headers on the way to the upstream. Across scopes the more specific word on a header counts. */
export const headerInjection = definePolicy({
  name: 'header-injection',
  version: '1.0.0',
  title: 'Header injection',
  summary: 'Sets or removes headers of the request before it reaches the upstream.',
  direction: 'inbound',
  scopes: placesAndCallers,
  configuration: z
    .object({
      set: z
        .array(
          z.strictObject({
            name: headerName.describe('Name of the header.').meta({ examples: ['X-Team'] }),
            value: headerValue
              .describe('Value of the header, sent exactly as written; replaces what the client sent.')
              .meta({ examples: ['payments'] }),
          }),
        )
        .max(50)
        .default([])
        .describe('Headers to set, each with one value.')
        .meta({ examples: [[{ name: 'X-Team', value: 'payments' }]] }),
      remove: z
        .array(headerName)
        .max(50)
        .default([])
        .describe('Headers to remove from what the client sent.')
        .meta({ examples: [['X-Debug']] }),
    })
    .superRefine(checkHeaderChanges),
  merge: { merge: mergeHeaderChanges },
  examples: [
    { title: 'Name the team', configuration: { set: [{ name: 'X-Team', value: 'payments' }] } },
    {
      title: 'Set one header and remove another',
      configuration: { set: [{ name: 'X-Source', value: 'gateway' }], remove: ['X-Debug'] },
    },
  ],
  kong: { plugins: ['request-transformer'], minimalVersion: '3.9.0' },
  describe: describeHeaderChanges,
  compile: (changes) => ({
    plugins: [{ name: 'request-transformer', config: transformHeaders(changes) }],
    functions: [],
  }),
});
