import type { HandlerContext, Json } from '@apim/sdk';

interface Field {
  readonly path: string;
  readonly value: Json;
}

interface Changes {
  readonly remove: readonly string[];
  readonly rename: readonly { readonly from: string; readonly to: string }[];
  readonly set: readonly Field[];
  readonly add: readonly Field[];
}

/** Changes JSON in place as a configuration (`jsonChanges`) says, in the order that it promises. */
export function applyJsonChanges(
  ctx: HandlerContext,
  value: Json,
  { remove, rename, set, add }: Changes,
): void {
  for (const path of remove) ctx.json.remove(value, path);
  for (const { from, to } of rename) renameIn(ctx, value, from.split('.'), 0, to);
  for (const field of set) ctx.json.set(value, field.path, field.value);
  for (const field of add) {
    if (ctx.json.get(value, field.path) === undefined) ctx.json.set(value, field.path, field.value);
  }
}

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
