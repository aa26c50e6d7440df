import { definePolicy, type CompiledPolicy } from '@apim/sdk';
import { z } from 'zod';
import { describedOperation, refusal } from './described-operation.ts';
import { mockData } from './mock-data.ts';
import { answerMock } from './mock.lua.ts';
import { places } from './scopes.ts';

const maxCharacters = 500_000;

/**
 * Answers in the upstream's place with the examples of the API's document, or with values made from its schemas. A client may ask
 * for a status and an example by `Prefer: code=404, example=name`, and for a type by Accept.
 */
export const mock = definePolicy({
  name: 'mock',
  version: '1.0.0',
  title: 'Mock answers',
  summary:
    'Answers with the examples of the API’s OpenAPI document; nothing reaches the upstream. Runs after authentication and limits. Answers come at once: Kong OSS cannot delay them.',
  direction: 'inbound',
  scopes: places,
  configuration: z.object({
    status: z
      .int()
      .min(200)
      .max(599)
      .optional()
      .describe(
        'Status to answer with, which the document must describe for each operation; without a value its first success.',
      )
      .meta({ examples: [404] }),
    preferences: z
      .enum(['allow', 'ignore'])
      .default('allow')
      .describe('Whether clients may ask for another status or example by the header Prefer.')
      .meta({ examples: ['ignore'] }),
  }),
  merge: 'override',
  examples: [
    { title: 'As the client prefers', configuration: {} },
    { title: 'Always not found', configuration: { status: 404, preferences: 'ignore' } },
  ],
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  perOperation: true,
  describe: ({ status, preferences }) =>
    `Answers ${status ?? 'the first success'} from the API’s document${preferences === 'allow' ? ', or what the client prefers' : ''}`,
  compile: ({ status, preferences }, { operation }): CompiledPolicy => {
    const described = describedOperation(operation);
    if ('refused' in described) return described.refused;
    const { data, issues } = mockData(described.definition, status);
    const all = { ...data, prefer: preferences === 'allow' };
    if (JSON.stringify(all).length > maxCharacters) {
      return refusal('has too large examples for a gateway; shorten them in the document');
    }
    return {
      plugins: [],
      functions: [{ phase: 'access', lua: answerMock, data: all, libraries: ['json'] }],
      issues,
    };
  },
});
