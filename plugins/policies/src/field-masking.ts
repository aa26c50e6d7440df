import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { maskAnswer, maskHeaders, plainAnswer } from './field-masking.lua.ts';
import { parseJsonPath } from './json-path.ts';
import { places } from './scopes.ts';

const maxBytes = 8 * 1024 * 1024;
const maxDepth = 100;
/** 8 MiB of empty arrays would take hundreds of MiB as tables. */
const maxContainers = 200_000;

/**
 * Masks fields of JSON answers. What cannot be read with certainty (compressed, partial, too large, no JSON) is withheld,
 * never passed through. Across scopes the fields add up; the more specific rule for one path counts.
 */
export const fieldMasking = definePolicy({
  name: 'field-masking',
  version: '1.1.0',
  title: 'Field masking',
  summary: 'Masks fields of JSON answers before they leave the gateway.',
  direction: 'outbound',
  scopes: places,
  configuration: z
    .object({
      fields: z
        .array(
          z.strictObject({
            path: z
              .string()
              .max(500)
              .refine((path) => parseJsonPath(path) !== undefined, {
                error: "must be a path such as $.email, customers[*].email, items[0].card or $['odd name']",
              })
              .describe(
                'Where the field is. A name met on an array applies to each element; [*] to all elements or members.',
              )
              .meta({ examples: ['customers[*].email'] }),
            mode: z
              .enum(['replace', 'keep-last', 'hash', 'remove'])
              .default('replace')
              .describe(
                'Whether the value is replaced, its last characters stay, it becomes a salted digest (the same for the same value), or the field goes.',
              )
              .meta({ examples: ['keep-last'] }),
            keepLast: z
              .int()
              .min(1)
              .max(64)
              .default(4)
              .describe(
                'How many characters stay with keep-last; a value that is no longer is masked wholly.',
              )
              .meta({ examples: [4] }),
            with: z
              .string()
              .max(100)
              .default('***')
              .describe('Text that stands for what is masked; with hash, for objects and lists.')
              .meta({ examples: ['[hidden]'] }),
          }),
        )
        .min(1)
        .max(200)
        .describe('Fields to mask.')
        .meta({ examples: [[{ path: '$.email' }]] }),
      nonJson: z
        .enum(['withhold', 'pass'])
        .default('withhold')
        .describe('What happens to an answer whose type is not JSON: withheld, or passed on unread.')
        .meta({ examples: ['pass'] }),
      salt: z
        .string()
        .min(16)
        .max(200)
        .optional()
        .describe(
          'Secret key of the digests with hash: who knows it can test a guess. Everybody who sees this configuration can read it.',
        )
        .meta({ examples: ['b0f5c1d29a7e4e1c'] }),
    })
    .superRefine(({ fields, salt }, context) => {
      const hashed = fields.findIndex(({ mode }) => mode === 'hash');
      if (hashed >= 0 && salt === undefined) {
        const message =
          'needs a salt, or digests could be undone by trying values; give one beside the fields';
        context.addIssue({ code: 'custom', path: ['fields', hashed, 'mode'], message });
      }
    }),
  merge: {
    merge(inherited, own) {
      const decided = new Set(own.fields.map(({ path }) => path));
      return {
        fields: [...inherited.fields.filter(({ path }) => !decided.has(path)), ...own.fields],
        nonJson: inherited.nonJson === 'withhold' ? 'withhold' : own.nonJson,
        salt: own.salt ?? inherited.salt,
      };
    },
  },
  examples: [
    { title: 'Hide e-mail addresses', configuration: { fields: [{ path: 'customers[*].email' }] } },
    {
      title: 'Keep the last four digits of cards',
      configuration: {
        fields: [{ path: '$.items[*].card.number', mode: 'keep-last', keepLast: 4, with: '**** ' }],
      },
    },
    {
      title: 'Tell customers apart without naming them, and leave out what nobody needs',
      configuration: {
        fields: [
          { path: 'customers[*].id', mode: 'hash' },
          { path: 'customers[*].notes', mode: 'remove' },
        ],
        salt: 'b0f5c1d29a7e4e1c',
      },
    },
  ],
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  describe: ({ fields }) => {
    const named = fields.slice(0, 3).map(({ path }) => path);
    const more = fields.length - named.length;
    return `Masks ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  },
  compile: ({ fields, nonJson, salt }) => {
    const rules = fields.map((field) => ({
      path: parseJsonPath(field.path) ?? [],
      mode: field.mode,
      keep: field.keepLast,
      with: field.with,
      ...(field.mode === 'hash' ? { salt } : {}),
    }));
    return {
      plugins: [],
      functions: [
        { phase: 'access', lua: plainAnswer },
        { phase: 'header_filter', lua: maskHeaders, data: { passOther: nonJson === 'pass' } },
        {
          phase: 'body_filter',
          lua: maskAnswer,
          data: { rules, maxBytes, maxDepth, maxContainers },
          libraries: ['json'],
        },
      ],
    };
  },
});
