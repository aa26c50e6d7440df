import { definePolicy } from '@apim/sdk';
import { z } from 'zod';

/** Hands values from phase to phase, and knows who calls. */
export default definePolicy({
  name: 'states',
  version: '1.0.0',
  title: 'states',
  summary: 'Hands values from phase to phase, and knows who calls.',
  direction: 'inbound',
  scopes: ['api'],
  configuration: z.object({}),
  merge: 'override',
  examples: [{ title: 'As it is', configuration: {} }],
  kong: { plugins: ['pre-function', 'post-function'], minimalVersion: '3.9.0' },
  describe: () => 'Tries handlers',

  onEarlyRequest: (ctx) => {
    const list = [ctx.request.header('x-a') ?? '', ctx.client.address()];
    ctx.state.set('list', list);
    list.push('later');
    ctx.state.set('consumer', ctx.consumer() === undefined ? 'unknown' : 'known');
  },
  onRequest: (ctx) => {
    const who = ctx.consumer();
    ctx.request.setHeader('X-Who', `${who?.username ?? 'nobody'} ${who?.customId ?? ''} ${who?.id ?? ''}`);
    ctx.request.setHeader('X-Route', ctx.route.name() ?? '');
    ctx.request.setHeader('X-Told', ctx.request.header('x-consumer-username') ?? '');
  },
  onResponse: (ctx) => {
    ctx.response.setHeader(
      'X-State',
      ctx.json.stringify([ctx.state.get('list') ?? null, ctx.state.get('consumer') ?? null]),
    );
    ctx.response.setHeader('X-None', ctx.state.get('none') === undefined ? 'absent' : 'there');
  },
});
