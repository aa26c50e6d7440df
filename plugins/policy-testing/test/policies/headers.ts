import { definePolicy } from '@apim/sdk';
import { z } from 'zod';

/** Reads, sets and removes headers of request and answer. */
export default definePolicy({
  name: 'headers',
  version: '1.0.0',
  title: 'headers',
  summary: 'Reads, sets and removes headers of request and answer.',
  direction: 'inbound',
  scopes: ['api'],
  configuration: z.object({
    names: z.array(z.string()).default(['X-A', 'x-b', 'X-Ünknown']).describe('Headers to read.'),
  }),
  merge: 'override',
  examples: [{ title: 'As it is', configuration: {} }],
  kong: { plugins: ['pre-function', 'post-function'], minimalVersion: '3.9.0' },
  describe: () => 'Tries handlers',

  onEarlyRequest: (ctx) => {
    ctx.request.setHeader('X-Early', ctx.request.header('x-a') ?? 'none');
  },
  onRequest: (ctx, config) => {
    for (const name of config.names) {
      const value = ctx.request.header(name);
      ctx.log.info(`${name}=${value ?? 'none'}`);
      if (value !== undefined && value.trim() !== '')
        ctx.request.setHeader('X-Copy-' + name.slice(2, 3), value);
    }
    ctx.request.removeHeader('X-b');
    const agent = ctx.request.header('user-agent');
    if (agent !== undefined && agent !== '') ctx.request.setHeader('User-Agent', agent.toUpperCase());
  },
  onResponse: (ctx) => {
    ctx.response.setHeader('X-Was', `${ctx.response.status()} ${ctx.response.header('x-a') ?? ''}`);
    ctx.response.removeHeader('X-B');
    ctx.response.setHeader('X-Request-A', ctx.request.header('X-A') ?? '');
    if (ctx.response.status() === 201) ctx.response.setStatus(202);
  },
});
