import { definePolicy } from '@apim/sdk';
import { z } from 'zod';

/** Refuses clients by a header that lists them. */
export default definePolicy({
  name: 'block',
  version: '1.0.0',
  title: 'block',
  summary: 'Refuses clients by a header that lists them.',
  direction: 'inbound',
  scopes: ['api'],
  configuration: z.object({ header: z.string(), blocked: z.array(z.string()) }),
  merge: 'override',
  examples: [],
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  describe: () => 'As recorded',

  onRequest: (ctx, config) => {
    const value = ctx.request.header(config.header);
    if (value === undefined) return;
    const parts = value.split(',').map((part) => part.trim().toLowerCase());
    const hit = parts.find((part) => config.blocked.includes(part));
    if (hit !== undefined)
      ctx.respond(403, { message: `client "${hit}" is blocked`, parts, n: parts.length });
  },
});
