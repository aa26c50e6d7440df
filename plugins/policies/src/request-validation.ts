import { definePolicy, type CompiledPolicy } from '@apim/sdk';
import { z } from 'zod';
import { describedOperation, refusal } from './described-operation.ts';
import { validateRequest } from './request-validation.lua.ts';
import { issuesOf, validationData } from './request-validation-data.ts';
import { places } from './scopes.ts';

const maxBytes = 8 * 1024 * 1024;
/** Steps of the validator, about a quarter of a microsecond each. */
const budget = 200_000;
const maxCharacters = 500_000;

/**
 * Refuses requests that do not fit what the API's document says of the operation. Runs last before the upstream: after
 * authentication, and after rate limits, which Kong cannot put behind it.
 */
export const requestValidation = definePolicy({
  name: 'request-validation',
  version: '1.0.0',
  title: 'Request validation',
  summary:
    'Refuses requests that do not fit the API’s OpenAPI document: parameters, headers and body. Runs after authentication and rate limits, last before the upstream.',
  direction: 'inbound',
  scopes: places,
  configuration: z.object({
    mode: z
      .enum(['enforce', 'report'])
      .default('enforce')
      .describe('Whether a request that does not fit is refused, or only told of in the gateway’s log.')
      .meta({ examples: ['report'] }),
    unknownQuery: z
      .enum(['refuse', 'pass'])
      .default('pass')
      .describe('What happens to query parameters that the document does not describe.')
      .meta({ examples: ['refuse'] }),
    undescribedBody: z
      .enum(['refuse', 'pass'])
      .default('refuse')
      .describe('What happens to a body where the document describes none.')
      .meta({ examples: ['pass'] }),
    unsupported: z
      .enum(['refuse', 'ignore'])
      .default('refuse')
      .describe(
        'What happens where the document asks for what the gateway cannot check: the policy is refused, or that is left unchecked, with a warning.',
      )
      .meta({ examples: ['ignore'] }),
    maxErrors: z
      .int()
      .min(1)
      .max(100)
      .default(10)
      .describe('How many errors one answer tells at most.')
      .meta({ examples: [20] }),
    maxBytes: z
      .int()
      .min(1)
      .max(maxBytes)
      .default(maxBytes)
      .describe('Largest body in bytes, 413 above; the gateway reads no more than 8 MiB.')
      .meta({ examples: [65_536] }),
  }),
  merge: 'override',
  examples: [
    { title: 'Refuse what does not fit', configuration: {} },
    {
      title: 'Try it out: tell in the log alone',
      configuration: { mode: 'report', unknownQuery: 'refuse', unsupported: 'ignore' },
    },
  ],
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  perOperation: true,
  describe: ({ mode, unknownQuery }) =>
    `${mode === 'enforce' ? 'Refuses' : 'Tells of'} requests that do not fit the API’s document${unknownQuery === 'refuse' ? ', unknown query parameters included' : ''}`,
  compile: (configuration, { operation }): CompiledPolicy => {
    const described = describedOperation(operation);
    if ('refused' in described) return described.refused;
    const { data, problems } = validationData(described.path, described.definition);
    const isIgnored = configuration.unsupported === 'ignore';
    const all = {
      ...data,
      refuseUnknown: configuration.unknownQuery === 'refuse',
      refuseBody: configuration.undescribedBody === 'refuse',
      report: configuration.mode === 'report',
      maxErrors: configuration.maxErrors,
      maxBytes: configuration.maxBytes,
      budget,
    };
    if (JSON.stringify(all).length > maxCharacters) {
      return refusal('the operation’s schemas are too large for a gateway; split or simplify them');
    }
    return {
      plugins: [],
      functions: [{ phase: 'access', lua: validateRequest, data: all, libraries: ['json'] }],
      issues: issuesOf(problems, isIgnored),
    };
  },
});
