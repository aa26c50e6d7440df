import { definePolicy, type Json, type ResponseBodyContext } from '@apim/sdk';
import { z } from 'zod';

/** Every member of that name, however deep. */
function hide(ctx: ResponseBodyContext, value: Json, name: string, replacement: string): void {
  if (ctx.json.isArray(value)) {
    for (const item of value) hide(ctx, item, name, replacement);
  } else if (ctx.json.isObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      if (key === name) value[key] = replacement;
      else hide(ctx, member, name, replacement);
    }
  }
}

/** Hides members of JSON answers. */
export default definePolicy({
  name: 'mask',
  version: '1.0.0',
  title: 'mask',
  summary: 'Hides members of JSON answers.',
  direction: 'outbound',
  scopes: ['api'],
  configuration: z.object({ paths: z.array(z.string()), replacement: z.string() }),
  merge: 'override',
  examples: [],
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  describe: () => 'As recorded',
  onResponseBody: (ctx, config, body) => {
    for (const path of config.paths) {
      if (path.startsWith('$..')) hide(ctx, body, path.slice(3), config.replacement);
      else if (ctx.json.get(body, path) !== undefined) ctx.json.set(body, path, config.replacement);
    }
    return body;
  },
});
