import { definePolicy } from '@apim/sdk';
import { z } from 'zod';

/** Signs requests. */
export default definePolicy({
  name: 'sign',
  version: '1.0.0',
  title: 'sign',
  summary: 'Signs requests.',
  direction: 'inbound',
  scopes: ['api'],
  configuration: z.object({ secret: z.string(), keyId: z.string(), headers: z.array(z.string()) }),
  merge: 'override',
  examples: [],
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  describe: () => 'As recorded',

  onRequest: (ctx, config) => {
    const lines = [ctx.request.method(), ctx.request.path()];
    for (const name of config.headers)
      lines.push(`${name.toLowerCase()}:${(ctx.request.header(name) ?? '').trim()}`);
    lines.push(ctx.hash.sha256(ctx.request.text() ?? ''));
    const signature = ctx.hash.hmacSha256(config.secret, lines.join('\n'));
    ctx.request.setHeader('X-Signature', `v1;key=${config.keyId};sig=${signature}`);
  },
});
