import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { headerName, headerValue } from './header-rules.ts';

/** Sets and removes headers on the way to the upstream. Across scopes the more specific word on a header counts. */
export const headerInjection = definePolicy({
  name: 'header-injection',
  version: '1.0.0',
  title: 'Header injection',
  summary: 'Sets or removes headers of the request before it reaches the upstream.',
  direction: 'inbound',
  scopes: ['project', 'api', 'operation'],
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
    .superRefine(({ set, remove }, context) => {
      if (set.length + remove.length === 0) {
        context.addIssue({
          code: 'custom',
          path: ['set'],
          message: 'give at least one header to set or to remove',
        });
      }
      const seen = new Set<string>();
      const names = [
        ...set.map((header, index) => ({ name: header.name, path: ['set', index, 'name'] })),
        ...remove.map((name, index) => ({ name, path: ['remove', index] })),
      ];
      for (const { name, path } of names) {
        if (seen.has(name.toLowerCase())) {
          context.addIssue({
            code: 'custom',
            path,
            message: `names ${name} a second time; name each header once`,
          });
        }
        seen.add(name.toLowerCase());
      }
    }),
  merge: {
    merge(inherited, own) {
      const decided = new Set(
        [...own.set.map(({ name }) => name), ...own.remove].map((name) => name.toLowerCase()),
      );
      return {
        set: [...inherited.set.filter(({ name }) => !decided.has(name.toLowerCase())), ...own.set],
        remove: [...inherited.remove.filter((name) => !decided.has(name.toLowerCase())), ...own.remove],
      };
    },
  },
  examples: [
    { title: 'Name the team', configuration: { set: [{ name: 'X-Team', value: 'payments' }] } },
    {
      title: 'Set one header and remove another',
      configuration: { set: [{ name: 'X-Source', value: 'gateway' }], remove: ['X-Debug'] },
    },
  ],
  kong: { plugins: ['request-transformer'], minimalVersion: '3.9.0' },
  describe: ({ set, remove }) =>
    [
      set.length > 0 && `Sets ${set.map(({ name }) => name).join(', ')}`,
      remove.length > 0 && `${set.length > 0 ? 'removes' : 'Removes'} ${remove.join(', ')}`,
    ]
      .filter(Boolean)
      .join(', '),
  compile: ({ set, remove }) => {
    // `replace` alone ignores an absent header and `add` alone a present one.
    const headers = set.map(({ name, value }) => `${name}:${value}`);
    return {
      plugins: [
        {
          name: 'request-transformer',
          config: {
            ...(remove.length > 0 ? { remove: { headers: remove } } : {}),
            ...(headers.length > 0 ? { replace: { headers }, add: { headers } } : {}),
          },
        },
      ],
      functions: [],
    };
  },
});
