import type { FunctionFragment } from '../policy.ts';
import { luaLibraries, withNeeds } from './library.ts';
import { luaLiteral } from './literal.ts';

/**
 * The chunk of one fragment, an element of its own in the plugin's array, so that its locals are seen by nobody else.
 * `label` (a policy's name and version) becomes a comment.
 */
export function luaChunk(label: string, fragment: FunctionFragment): string {
  const needed = new Set(withNeeds(fragment.libraries ?? []));
  const libraries = luaLibraries.filter(([name]) => needed.has(name)).map(([, source]) => source);
  return [
    `-- ${label.replaceAll(/[^\w .-]/g, '?')}`,
    ...(fragment.data === undefined ? [] : [`local config = ${luaLiteral(fragment.data)}`]),
    ...libraries,
    fragment.lua.trim(),
    '',
  ].join('\n');
}
