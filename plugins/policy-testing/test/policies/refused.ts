import { definePolicy } from '@apim/sdk';
import { z } from 'zod';

/** What the dialect does not admit. */
export default definePolicy({
  name: 'answers',
  version: '1.0.0',
  title: 'refused',
  summary: 'Uses what no gateway has.',
  direction: 'inbound',
  scopes: ['api'],
  configuration: z.object({}),
  merge: 'override',
  examples: [{ title: 'As it is', configuration: {} }],
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  describe: () => 'Tries handlers',
  onRequest: (ctx) => {
    ctx.request.setHeader('X-Home', process.env['HOME'] ?? '');
  },
});
