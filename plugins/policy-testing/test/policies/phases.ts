import { definePolicy } from '@apim/sdk';
import { z } from 'zod';

/** Has every handler, each of which does what a header asks for. */
export default definePolicy({
  name: 'phases',
  version: '1.0.0',
  title: 'phases',
  summary: 'Has every handler, each of which does what a header asks for.',
  direction: 'inbound',
  scopes: ['api'],
  configuration: z.object({
    settings: z
      .record(z.string(), z.union([z.number(), z.string(), z.null(), z.array(z.boolean())]))
      .default({ b: 1.5, a: 'é', nothing: null, '10': [true], empty: [] })
      .describe('Anything.'),
  }),
  merge: 'override',
  examples: [{ title: 'As it is', configuration: {} }],
  kong: { plugins: ['pre-function', 'post-function'], minimalVersion: '3.9.0' },
  describe: () => 'Tries handlers',
  onEarlyRequest: (ctx) => {
    const body = ctx.request.json();
    if (body !== undefined) ctx.state.set('body', body);
    if (ctx.request.header('x-do') === 'early') ctx.respond(401, { early: true });
    ctx.request.setHeader('X-Early', ctx.request.query('q') ?? 'none');
  },
  onRequest: (ctx, config) => {
    const action = ctx.request.header('x-do');
    if (action === 'request') ctx.respond(429, [1, 2], { 'Retry-After': '3', 'Set-Cookie': 'a=1' });
    if (action === 'twice') {
      ctx.request.setJson({ one: 1 });
      const again = ctx.request.json();
      ctx.request.setText(`${ctx.request.text() ?? ''} ${ctx.json.stringify(again ?? null)}`);
      ctx.request.setQuery('q', 'one');
      ctx.request.setQuery('q', ctx.request.query('q') ?? 'lost');
      ctx.request.setHeader('Host', 'set.test');
    }
    const names = Object.keys(config.settings);
    ctx.request.setHeader('X-Names', names.join(' '));
    const values = Object.values(config.settings).map((value) => typeof value);
    ctx.request.setHeader('X-Types', values.join(' '));
    ctx.request.setHeader('X-Nothing', config.settings['constructor'] === undefined ? 'absent' : 'there');
    ctx.request.setHeader('X-Length', `${(ctx.request.text() ?? '').length}`);
  },
  onResponse: (ctx) => {
    if (ctx.request.header('x-do') === 'response') throw new Error('as asked');
    const body = ctx.state.get('body');
    ctx.response.setHeader('X-Body', body === undefined ? 'none' : ctx.text.base64(ctx.json.stringify(body)));
    if (ctx.request.header('x-do') === 'empty') ctx.response.setStatus(204);
    if (ctx.request.header('x-do') === 'type') ctx.response.setHeader('Content-Type', 'text/csv');
    ctx.response.setHeader('Set-Cookie', 'b=2');
  },
  onResponseBody: (ctx, _config, body) => {
    if (ctx.request.header('x-do') === 'body') throw new Error('as asked');
    return { status: ctx.response.status(), body, state: ctx.state.get('body') ?? null };
  },
});
