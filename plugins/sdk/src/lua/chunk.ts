import type { FunctionFragment } from '../policy.ts';
import { luaLibraries } from './library.ts';
import { luaLiteral } from './literal.ts';

/**
 * The chunk of one fragment, an element of its own in the plugin's array, so that its locals are seen by nobody else.
 * `label` (a policy's name and version) becomes a comment.
 */
export function luaChunk(label: string, fragment: FunctionFragment): string {
  const libraries = luaLibraries
    .filter(([name]) => fragment.libraries?.includes(name))
    .map(([, source]) => source);
  return [
    `-- ${label.replaceAll(/[^\w .-]/g, '?')}`,
    ...(fragment.data === undefined ? [] : [`local config = ${luaLiteral(fragment.data)}`]),
    ...libraries.map((source) => source.trim()),
    fragment.lua.trim(),
    '',
  ].join('\n');
}
