import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { applyJsonChanges } from './apply-json-changes.ts';
import { countChanges, jsonChanges } from './json-changes.ts';
import { places } from './scopes.ts';

/**
 * Changes the JSON of answers. Numbers, order and repeated keys of what is not named stay as the upstream wrote them. What is no
 * JSON cannot be changed and is withheld, as every handler of a body does.
 */
export const responseTransformation = definePolicy({
  name: 'response-transformation',
  version: '1.0.0',
  title: 'Response transformation',
  summary: 'Removes, renames, sets and adds fields of JSON answers.',
  direction: 'outbound',
  scopes: places,
  configuration: z.object(jsonChanges).refine((changes) => countChanges(changes) > 0, {
    path: ['set'],
    message: 'give at least one field to remove, rename, set or add',
  }),
  merge: 'override',
  examples: [
    {
      title: 'Rename a field, and leave out another',
      configuration: { rename: [{ from: 'items.mail', to: 'email' }], remove: ['items[*].internal'] },
    },
    {
      title: 'Tell clients which version answered',
      configuration: {
        set: [{ path: '$.meta.version', value: 2 }],
        add: [{ path: '$.currency', value: 'EUR' }],
      },
    },
  ],
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  describe: (changes) => `Changes ${countChanges(changes)} fields of JSON answers`,
  onResponseBody(ctx, changes, body) {
    applyJsonChanges(ctx, body, changes);
    return body;
  },
});
