import { definePolicy } from '@apim/sdk';
import { z } from 'zod';

/** Requires a header of a form. */
export default definePolicy({
  name: 'require',
  version: '1.0.0',
  title: 'require',
  summary: 'Requires a header of a form.',
  direction: 'inbound',
  scopes: ['api'],
  configuration: z.object({ header: z.string(), pattern: z.string() }),
  merge: 'override',
  examples: [],
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  describe: () => 'As recorded',

  onRequest: (ctx, config) => {
    const value = ctx.request.header(config.header);
    if (value === undefined || value.trim() === '') {
      return ctx.respond(
        400,
        { error: { code: 'missing_header', header: config.header, details: [] } },
        { 'X-Policy': 'require-header' },
      );
    }
    if (!ctx.re.test(value, config.pattern)) {
      const length = ctx.text.length(value);
      ctx.respond(400, { error: { code: 'bad_header', header: config.header, length } });
    }
  },
});
