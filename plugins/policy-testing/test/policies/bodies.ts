import { definePolicy } from '@apim/sdk';
import { z } from 'zod';

/** Rewrites JSON of request and answer. */
export default definePolicy({
  name: 'bodies',
  version: '1.0.0',
  title: 'bodies',
  summary: 'Rewrites JSON of request and answer.',
  direction: 'inbound',
  scopes: ['api'],
  configuration: z.object({}),
  merge: 'override',
  examples: [{ title: 'As it is', configuration: {} }],
  kong: { plugins: ['pre-function', 'post-function'], minimalVersion: '3.9.0' },
  describe: () => 'Tries handlers',

  onRequest: (ctx) => {
    const body = ctx.request.json();
    if (body === undefined) {
      ctx.request.setHeader('X-Text', `${ctx.text.length(ctx.request.text() ?? '')}`);
      return;
    }
    ctx.request.setHeader('X-Count', `${ctx.json.set(body, 'list[*].n', 1)}`);
    if (ctx.json.isObject(body)) {
      body['added'] = [];
      ctx.request.setHeader('X-Kind', 'object');
    } else if (ctx.json.isArray(body)) {
      body.push(body.length);
      ctx.request.setHeader('X-Kind', 'array');
    } else {
      ctx.request.setHeader('X-Kind', ctx.json.isNull(body) ? 'null' : typeof body);
    }
    ctx.request.setJson(body);
  },
  onResponseBody: (ctx, _config, body) => {
    const removed = ctx.json.remove(body, 'secret');
    const found = ctx.json.get(body, 'list[*].n');
    ctx.json.set(body, 'removed', removed);
    if (ctx.json.isObject(body)) {
      body['found'] = found === undefined ? 'nothing' : found;
      body['text'] = ctx.json.stringify(body['nested'] ?? null);
    }
    return body;
  },
});
