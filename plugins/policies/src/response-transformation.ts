import { definePolicy, type HandlerContext, type Json } from '@apim/sdk';
import { z } from 'zod';
import { countChanges, jsonChanges } from './json-changes.ts';
import { places } from './scopes.ts';

/**
 * Changes the JSON of answers. Numbers, order and repeated keys of what is not named stay as the upstream wrote them. What is no
 * JSON cannot be changed and is withheld, as every handler of a body does.
 */
export const responseTransformation = definePolicy({
  name: 'response-transformation',
  version: '1.0.0',
  title: 'Response transformation',
  summary: 'Removes, renames, sets and adds fields of JSON answers.',
  direction: 'outbound',
  scopes: places,
  configuration: z.object(jsonChanges).refine((changes) => countChanges(changes) > 0, {
    path: ['set'],
    message: 'give at least one field to remove, rename, set or add',
  }),
  merge: 'override',
  examples: [
    {
      title: 'Rename a field, and leave out another',
      configuration: { rename: [{ from: 'items.mail', to: 'email' }], remove: ['items[*].internal'] },
    },
    {
      title: 'Tell clients which version answered',
      configuration: {
        set: [{ path: '$.meta.version', value: 2 }],
        add: [{ path: '$.currency', value: 'EUR' }],
      },
    },
  ],
  kong: { plugins: ['post-function'], minimalVersion: '3.9.0' },
  describe: (changes) => `Changes ${countChanges(changes)} fields of JSON answers`,
  onResponseBody(ctx, { remove, rename, set, add }, body) {
    for (const path of remove) ctx.json.remove(body, path);
    for (const { from, to } of rename) renameIn(ctx, body, from.split('.'), 0, to);
    for (const { path, value } of set) ctx.json.set(body, path, value);
    for (const { path, value } of add) {
      if (ctx.json.get(body, path) === undefined) ctx.json.set(body, path, value);
    }
    return body;
  },
});

/** Renames the member that names lead to, in each element where they meet an array. */
function renameIn(
  ctx: HandlerContext,
  value: Json,
  names: readonly string[],
  depth: number,
  to: string,
): void {
  if (ctx.json.isArray(value)) {
    for (const item of value) renameIn(ctx, item, names, depth, to);
    return;
  }
  const name = names[depth];
  if (name === undefined || !ctx.json.isObject(value)) return;
  const member = value[name];
  if (member === undefined) return;
  if (depth < names.length - 1) {
    renameIn(ctx, member, names, depth + 1, to);
  } else if (name !== to) {
    ctx.json.remove(value, name);
    value[to] = member;
  }
}
