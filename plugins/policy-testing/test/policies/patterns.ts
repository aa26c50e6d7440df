import { definePolicy } from '@apim/sdk';
import { z } from 'zod';

/** Tests, matches and replaces by patterns. */
export default definePolicy({
  name: 'patterns',
  version: '1.0.0',
  title: 'patterns',
  summary: 'Tests, matches and replaces by patterns.',
  direction: 'inbound',
  scopes: ['api'],
  configuration: z.object({
    patterns: z
      .array(z.string())
      .default(['^[a-z]+$', '(\\d+)-(x)?', '(?i)É|b.', '\\s+', '[^\\x00-\\x7f]', '\\bb', '.', 'a*'])
      .describe('Patterns.'),
  }),
  merge: 'override',
  examples: [{ title: 'As it is', configuration: {} }],
  kong: { plugins: ['pre-function', 'post-function'], minimalVersion: '3.9.0' },
  describe: () => 'Tries handlers',

  onRequest: (ctx, config) => {
    const text = ctx.request.text() ?? '';
    const out = config.patterns.map((pattern) => ({
      test: ctx.re.test(text, pattern),
      match: ctx.re.match(text, pattern) ?? null,
      replaced: ctx.re.replace(text, pattern, '<$1>'),
    }));
    ctx.request.setJson(out);
  },
});
