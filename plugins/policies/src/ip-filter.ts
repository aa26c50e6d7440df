import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { intersectRanges } from './cidr.ts';
import { placesAndCallers } from './scopes.ts';

const range = z.union([z.ipv4(), z.cidrv4(), z.ipv6(), z.cidrv6()], {
  error: 'must be an IP address or a CIDR range, such as 203.0.113.7, 10.0.0.0/8 or 2001:db8::/32',
});

/** Admits or rejects clients by address. Across scopes a client must be admitted by every allow list and named by no deny list. */
export const ipFilter = definePolicy({
  name: 'ip-filter',
  version: '1.0.0',
  title: 'IP filter',
  summary: 'Admits or rejects clients by IP address or CIDR range.',
  direction: 'inbound',
  scopes: placesAndCallers,
  configuration: z
    .object({
      allow: z
        .array(range)
        .max(1000)
        .optional()
        .describe('Addresses and ranges that are admitted; when given, all others are rejected.')
        .meta({ examples: [['10.0.0.0/8', '203.0.113.7']] }),
      deny: z
        .array(range)
        .max(1000)
        .default([])
        .describe('Addresses and ranges that are rejected, also when they are in the allow list.')
        .meta({ examples: [['198.51.100.0/24']] }),
      status: z
        .int()
        .min(400)
        .max(499)
        .default(403)
        .describe('HTTP status of the answer to a rejected client.')
        .meta({ examples: [404] }),
      message: z
        .string()
        .min(1)
        .max(200)
        .default('Your address is not admitted')
        .describe('Message in the answer to a rejected client.')
        .meta({ examples: ['Only from the office network'] }),
    })
    .refine(({ allow, deny }) => allow !== undefined || deny.length > 0, {
      path: ['allow'],
      message: 'give at least one address or range in allow or in deny',
    })
    .refine(({ allow }) => allow === undefined || allow.length > 0, {
      path: ['allow'],
      message: 'admits nobody: the list is empty, or has no address in common with an inherited list',
    }),
  merge: {
    merge: (inherited, own) => ({
      ...own,
      allow:
        inherited.allow && own.allow
          ? intersectRanges(inherited.allow, own.allow)
          : (own.allow ?? inherited.allow),
      deny: [...new Set([...inherited.deny, ...own.deny])],
    }),
  },
  examples: [
    { title: 'Only the internal network', configuration: { allow: ['10.0.0.0/8', '2001:db8::/32'] } },
    {
      title: 'Everybody but one network',
      configuration: { deny: ['198.51.100.0/24'], status: 404, message: 'Not found' },
    },
  ],
  kong: { plugins: ['ip-restriction'], minimalVersion: '3.9.0' },
  describe: ({ allow, deny }) =>
    [allow && `Admits ${count(allow)}`, deny.length > 0 && `${allow ? 'rejects' : 'Rejects'} ${count(deny)}`]
      .filter(Boolean)
      .join(', '),
  compile: ({ allow, deny, status, message }) => ({
    plugins: [
      {
        name: 'ip-restriction',
        config: { allow, ...(deny.length > 0 ? { deny } : {}), status, message },
      },
    ],
    functions: [],
  }),
});

function count(ranges: readonly string[]): string {
  return ranges.length === 1 ? `${ranges[0]}` : `${ranges.length} addresses or ranges`;
}
