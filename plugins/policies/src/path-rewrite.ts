import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { pathTemplate, unknownParameters } from './path-template.ts';
import { places } from './scopes.ts';

/**
 * Changes the path that the upstream gets, after the platform put the upstream's base path in place of the API's. Paths are compared
 * segment by segment: no expression of a tenant runs. The first rule that matches counts.
 */
export const pathRewrite = definePolicy({
  name: 'path-rewrite',
  version: '1.0.0',
  title: 'Path rewrite',
  summary: 'Changes the path that the upstream gets, with the values of its parameters.',
  direction: 'inbound',
  scopes: places,
  configuration: z.object({
    rules: z
      .array(
        z
          .strictObject({
            from: pathTemplate
              .describe(
                'Path as the upstream would get it, base path included; {name} stands for any one segment.',
              )
              .meta({ examples: ['/customers/{id}'] }),
            to: pathTemplate
              .describe('Path that it gets instead, with the parameters of from.')
              .meta({ examples: ['/v2/clients/{id}'] }),
            whole: z
              .boolean()
              .default(false)
              .describe('Whether from is the whole path; else it is its beginning, and what follows is kept.')
              .meta({ examples: [true] }),
          })
          .superRefine(({ from, to }, context) => {
            for (const name of unknownParameters(from, to)) {
              const message = `uses {${name}}, which from does not give; name it there or leave it out`;
              context.addIssue({ code: 'custom', path: ['to'], message });
            }
          }),
      )
      .min(1)
      .max(50)
      .describe('Rules, of which the first that matches counts; a path that none matches stays.')
      .meta({ examples: [[{ from: '/old', to: '/new' }]] }),
  }),
  merge: 'override',
  examples: [
    { title: 'Another prefix', configuration: { rules: [{ from: '/v1', to: '/api/v2' }] } },
    {
      title: 'Parameters in another place',
      configuration: {
        rules: [
          { from: '/customers/{customer}/orders/{order}', to: '/orders/{order}/of/{customer}', whole: true },
          { from: '/customers', to: '/clients' },
        ],
      },
    },
  ],
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  describe: ({ rules }) => {
    const named = rules.slice(0, 3).map(({ from, to }) => `${from} to ${to}`);
    const more = rules.length - named.length;
    return `Sends ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  },
  onRequest(ctx, { rules }) {
    const path = ctx.request.upstreamPath();
    for (const rule of rules) {
      const rewritten = rewrite(path, rule.from, rule.to, rule.whole);
      if (rewritten !== undefined) {
        ctx.request.setUpstreamPath(rewritten);
        return;
      }
    }
  },
});

/** The path after one rule; undefined when the rule does not match. */
function rewrite(path: string, from: string, to: string, whole: boolean): string | undefined {
  const given = path.slice(1).split('/');
  const wanted = from === '/' ? [] : from.slice(1).split('/');
  if (wanted.length > given.length || (whole && wanted.length !== given.length)) return undefined;
  const values: Record<string, string> = {};
  for (let index = 0; index < wanted.length; index += 1) {
    const segment = wanted[index] ?? '';
    const value = given[index] ?? '';
    if (!segment.startsWith('{')) {
      if (segment !== value) return undefined;
    } else if (value === '') {
      return undefined;
    } else {
      values[segment] = value;
    }
  }
  const placed =
    to === '/'
      ? []
      : to
          .slice(1)
          .split('/')
          .map((segment) => values[segment] ?? segment);
  return `/${placed.concat(given.slice(wanted.length)).join('/')}`;
}
