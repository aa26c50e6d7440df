import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { headerToRead } from './header-rules.ts';
import { places } from './scopes.ts';
import { upstreamOrigin } from './upstream-origin.ts';

/**
 * Sends a share of the callers to another upstream. The same caller always gets the same one: a digest of who calls decides, so
 * that nothing is kept and every gateway node decides alike.
 */
export const canary = definePolicy({
  name: 'canary',
  version: '1.0.0',
  title: 'Canary',
  summary: 'Sends a share of the callers, or those who ask by a header, to another upstream.',
  direction: 'inbound',
  scopes: places,
  configuration: z
    .object({
      upstream: upstreamOrigin
        .describe('Where the canary is: scheme, host and port.')
        .meta({ examples: ['https://canary.example.com'] }),
      percentage: z
        .number()
        .min(0)
        .max(100)
        .multipleOf(0.01)
        .default(0)
        .describe('Share of the callers that get the canary, in hundredths of a percent at the finest.')
        .meta({ examples: [5] }),
      by: z
        .enum(['consumer', 'ip', 'header'])
        .default('consumer')
        .describe(
          'Who is a caller: an application (without one the address), an address, or the value of a header.',
        )
        .meta({ examples: ['ip'] }),
      header: headerToRead
        .optional()
        .describe(
          'Header whose value is the caller, with by "header"; who does not send it never gets the canary.',
        )
        .meta({ examples: ['X-Customer'] }),
      force: z
        .strictObject({
          header: headerToRead.describe('Header that decides.').meta({ examples: ['X-Canary'] }),
          canary: z
            .string()
            .min(1)
            .max(200)
            .describe('Value with which a request gets the canary.')
            .meta({ examples: ['always'] }),
          stable: z
            .string()
            .min(1)
            .max(200)
            .optional()
            .describe('Value with which a request never gets it.')
            .meta({ examples: ['never'] }),
        })
        .optional()
        .describe('How a request can ask for the canary or against it, whoever calls.')
        .meta({ examples: [{ header: 'X-Canary', canary: 'always' }] }),
      seed: z
        .string()
        .min(1)
        .max(100)
        .default('canary')
        .describe('Text that mixes the callers anew: another one chooses other callers.')
        .meta({ examples: ['release-7'] }),
    })
    .superRefine(({ percentage, by, header, force }, context) => {
      if ((by === 'header') !== (header !== undefined)) {
        const message = 'belongs to by "header": give both or neither';
        context.addIssue({ code: 'custom', path: ['header'], message });
      }
      if (percentage === 0 && force === undefined) {
        const message = 'sends nobody to the canary; give a share, or force';
        context.addIssue({ code: 'custom', path: ['percentage'], message });
      }
    }),
  merge: 'override',
  examples: [
    {
      title: 'One application of twenty',
      configuration: { upstream: 'https://canary.example.com', percentage: 5 },
    },
    {
      title: 'Who asks for it, and a tenth of the customers',
      configuration: {
        upstream: 'http://canary.example.com:8080',
        percentage: 10,
        by: 'header',
        header: 'X-Customer',
        force: { header: 'X-Canary', canary: 'always', stable: 'never' },
        seed: 'release-7',
      },
    },
  ],
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  describe: ({ upstream, percentage, by, force }) => {
    const whom = { consumer: 'applications', ip: 'addresses', header: 'callers' }[by];
    const share = percentage > 0 ? [`${percentage} % of the ${whom}`] : [];
    return `Sends ${[...share, ...(force === undefined ? [] : [`requests with ${force.header}: ${force.canary}`])].join(' and ')} to ${upstream}`;
  },
  upstreams: ({ upstream }) => ({ canary: upstream }),
  onRequest(ctx, { percentage, by, header, force, seed }) {
    if (force !== undefined) {
      const asked = ctx.request.header(force.header);
      if (asked === force.canary) {
        ctx.upstream.choose('canary');
        return;
      }
      if (asked !== undefined && asked === force.stable) return;
    }
    const caller =
      by === 'header'
        ? ctx.request.header(header ?? '')
        : by === 'ip'
          ? ctx.client.address()
          : (ctx.consumer()?.id ?? ctx.client.address());
    if (caller === undefined || caller === '') return;
    if (ctx.hash.crc32(`${seed}:${caller}`) % 10_000 < Math.round(percentage * 100))
      ctx.upstream.choose('canary');
  },
});
