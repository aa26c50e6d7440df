import { definePolicy } from '@apim/sdk';
import { z } from 'zod';

/** Answers in the place of the upstream. */
export default definePolicy({
  name: 'answers',
  version: '1.0.0',
  title: 'answers',
  summary: 'Answers in the place of the upstream.',
  direction: 'inbound',
  scopes: ['api'],
  configuration: z.object({}),
  merge: 'override',
  examples: [{ title: 'As it is', configuration: {} }],
  kong: { plugins: ['pre-function', 'post-function'], minimalVersion: '3.9.0' },
  describe: () => 'Tries handlers',

  onEarlyRequest: (ctx) => {
    const early = ctx.request.header('x-early');
    if (early === undefined) return;
    try {
      ctx.respond(Number(early), { early, list: [], nothing: null }, { 'X-Reply': 'early' });
    } catch {
      ctx.request.setHeader('X-After', 'ran');
    }
  },
  onRequest: (ctx) => {
    const late = ctx.request.header('x-late');
    if (late === 'fail') throw new Error('as asked');
    if (late === 'none') ctx.respond(204);
    if (late === 'number') ctx.respond(200, 1.5);
    if (late === 'typed') ctx.respond(418, '<p>', { 'content-type': 'text/html' });
    if (late !== undefined) ctx.respond(403, late);
    ctx.request.setHeader('X-Passed', '1');
  },
  onResponse: (ctx) => {
    if (ctx.request.header('x-fail') !== undefined) throw new Error('as asked');
    ctx.response.setHeader('X-Status', `${ctx.response.status()}`);
  },
});
