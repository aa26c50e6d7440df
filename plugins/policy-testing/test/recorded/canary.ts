import { definePolicy } from '@apim/sdk';
import { z } from 'zod';

/** Sends a share of the users to another upstream. */
export default definePolicy({
  name: 'canary',
  version: '1.0.0',
  title: 'canary',
  summary: 'Sends a share of the users to another upstream.',
  direction: 'inbound',
  scopes: ['api'],
  configuration: z.object({ percent: z.number(), header: z.string(), host: z.string(), port: z.number() }),
  merge: 'override',
  examples: [],
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  describe: () => 'As recorded',

  upstreams: ({ host, port }) => ({ canary: `http://${host}:${port}` }),
  onRequest: (ctx, config) => {
    const key = ctx.request.header(config.header) ?? ctx.client.address();
    const bucket = (ctx.hash.crc32(key) % 10000) / 100;
    const isCanary = bucket < config.percent;
    if (isCanary) ctx.upstream.choose('canary');
    ctx.request.setHeader('X-Canary', isCanary ? 'yes' : 'no');
    ctx.request.setHeader('X-Bucket', `${bucket}`);
  },
});
