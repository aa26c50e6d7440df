import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { places } from './scopes.ts';

const agentText = z
  .string()
  .min(2)
  .max(100)
  .regex(/^[\x20-\x7e]*$/, 'must be printable ASCII');

/**
 * Rejects robots by their User-Agent. Texts are compared literally, never as regular expressions: a tenant's expression
 * could stall the gateway. Across scopes texts add up, and the more specific word on one text counts.
 */
export const botDetection = definePolicy({
  name: 'bot-detection',
  version: '1.0.0',
  title: 'Bot detection',
  summary: 'Answers 403 to well-known robots, and to those whose User-Agent holds a given text.',
  direction: 'inbound',
  scopes: places,
  configuration: z
    .object({
      allow: z
        .array(agentText)
        .max(100)
        .default([])
        .describe('Texts of which one in the User-Agent admits a client, also when it is a well-known robot.')
        .meta({ examples: [['Googlebot']] }),
      deny: z
        .array(agentText)
        .max(100)
        .default([])
        .describe('Texts of which one in the User-Agent rejects a client; upper and lower case differ.')
        .meta({ examples: [['python-requests']] }),
    })
    .superRefine(({ allow, deny }, context) => {
      // Kong asks the allow list first and stops there.
      for (const [index, denied] of deny.entries()) {
        const winner = allow.find((admitted) => denied.includes(admitted));
        if (winner === undefined) continue;
        const message = `has no effect: ${JSON.stringify(winner)} in the allow list admits whatever holds it; remove one of them`;
        context.addIssue({ code: 'custom', path: ['deny', index], message });
      }
    }),
  merge: {
    merge: (inherited, own) => ({
      allow: joined(inherited.allow, own.allow, own.deny),
      deny: joined(inherited.deny, own.deny, own.allow),
    }),
  },
  examples: [
    { title: 'Reject well-known robots', configuration: {} },
    {
      title: 'Admit one search engine, and reject scripts',
      configuration: { allow: ['Googlebot'], deny: ['python-requests', 'Scrapy'] },
    },
  ],
  kong: { plugins: ['bot-detection'], minimalVersion: '3.9.0' },
  describe: ({ allow, deny }) =>
    [
      ['Rejects well-known robots', ...deny].join(', '),
      ...(allow.length > 0 ? [`admits ${allow.join(', ')}`] : []),
    ].join('; '),
  compile: ({ allow, deny }) => ({
    plugins: [
      {
        name: 'bot-detection',
        config: {
          ...(allow.length > 0 ? { allow: allow.map(escaped) } : {}),
          ...(deny.length > 0 ? { deny: deny.map(escaped) } : {}),
        },
      },
    ],
    functions: [],
  }),
});

function joined(inherited: readonly string[], own: readonly string[], revoked: readonly string[]): string[] {
  return [...new Set([...inherited.filter((text) => !revoked.includes(text)), ...own])];
}

/** A Perl-compatible expression that matches the text literally. */
function escaped(text: string): string {
  return text.replace(/[\\^$.|?*+()[\]{}]/g, String.raw`\$&`);
}
