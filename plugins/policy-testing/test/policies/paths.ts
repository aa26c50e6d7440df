import { definePolicy } from '@apim/sdk';
import { z } from 'zod';

/** Reads and changes path, query and method. */
export default definePolicy({
  name: 'paths',
  version: '1.0.0',
  title: 'paths',
  summary: 'Reads and changes path, query and method.',
  direction: 'inbound',
  scopes: ['api'],
  configuration: z.object({}),
  merge: 'override',
  examples: [{ title: 'As it is', configuration: {} }],
  kong: { plugins: ['pre-function', 'post-function'], minimalVersion: '3.9.0' },
  describe: () => 'Tries handlers',

  onRequest: (ctx) => {
    const { request } = ctx;
    ctx.request.setHeader('X-Path', request.path());
    ctx.request.setHeader('X-Upstream-Path', request.upstreamPath());
    ctx.request.setHeader('X-Query', request.query('q') ?? 'none');
    request.setQuery('copy', request.query('q') ?? '');
    request.removeQuery('gone');
    request.setUpstreamPath('/v2' + request.upstreamPath());
    if (request.method() === 'PATCH') request.setMethod('PUT');
    const choice = request.query('upstream');
    if (choice !== undefined) ctx.upstream.choose(choice);
  },
  upstreams: () => ({ canary: 'https://canary.test', deep: 'http://deep.test/base/' }),
});
