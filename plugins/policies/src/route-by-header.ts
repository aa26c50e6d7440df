import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { headerToRead } from './header-rules.ts';
import { places } from './scopes.ts';
import { upstreamOrigin } from './upstream-origin.ts';

/** Sends requests to other upstreams by the value of a header. Values are compared literally; the first rule that matches counts. */
export const routeByHeader = definePolicy({
  name: 'route-by-header',
  version: '1.0.0',
  title: 'Route by header',
  summary: 'Sends requests to another upstream by the value of a header.',
  direction: 'inbound',
  scopes: places,
  configuration: z.object({
    rules: z
      .array(
        z
          .strictObject({
            header: headerToRead
              .describe('Header whose first value is compared.')
              .meta({ examples: ['X-Region'] }),
            match: z
              .enum(['equal', 'prefix', 'present'])
              .default('equal')
              .describe('Whether the value must be one of the values, begin with one, or only be there.')
              .meta({ examples: ['prefix'] }),
            values: z
              .array(z.string().min(1).max(500))
              .max(100)
              .default([])
              .describe('Values to compare with; upper and lower case differ. None with present.')
              .meta({ examples: [['eu', 'ch']] }),
            upstream: upstreamOrigin
              .describe('Where such requests go: scheme, host and port.')
              .meta({ examples: ['https://eu.example.com'] }),
          })
          .refine(({ match, values }) => (match === 'present') === (values.length === 0), {
            path: ['values'],
            message: 'are needed with equal and prefix, and have no meaning with present',
          }),
      )
      .min(1)
      .max(50)
      .describe('Rules, of which the first that matches counts; other requests go to the API’s own upstream.')
      .meta({ examples: [[{ header: 'X-Region', values: ['eu'], upstream: 'https://eu.example.com' }]] }),
  }),
  merge: 'override',
  examples: [
    {
      title: 'European customers',
      configuration: {
        rules: [{ header: 'X-Region', values: ['eu', 'ch'], upstream: 'https://eu.example.com' }],
      },
    },
    {
      title: 'New clients, and whoever tests',
      configuration: {
        rules: [
          { header: 'X-Test', match: 'present', upstream: 'http://test.example.com:8080' },
          {
            header: 'User-Agent',
            match: 'prefix',
            values: ['shop-app/3.'],
            upstream: 'https://v3.example.com',
          },
        ],
      },
    },
  ],
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  describe: ({ rules }) => {
    const named = rules.slice(0, 3).map(({ header, upstream }) => `${header} to ${upstream}`);
    const more = rules.length - named.length;
    return `Routes by ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  },
  upstreams: ({ rules }) =>
    Object.fromEntries(rules.map(({ upstream }, index) => [`rule-${index}`, upstream])),
  onRequest(ctx, { rules }) {
    for (let index = 0; index < rules.length; index += 1) {
      const rule = rules[index];
      const value = rule === undefined ? undefined : ctx.request.header(rule.header);
      if (rule === undefined || value === undefined) continue;
      if (
        rule.match === 'present' ||
        rule.values.some((wanted) => (rule.match === 'equal' ? value === wanted : value.startsWith(wanted)))
      ) {
        ctx.upstream.choose(`rule-${index}`);
        return;
      }
    }
  },
});
