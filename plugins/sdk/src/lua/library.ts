import { jsonLua } from './json.lua.ts';
import { maskLua } from './mask.lua.ts';

/** Lua that a function fragment may ask for; each is a set of locals ahead of the fragment's own code. */
export type LuaLibrary = 'json' | 'mask';

/** Sources in the order in which they need each other. */
export const luaLibraries: readonly (readonly [LuaLibrary, string])[] = [
  ['json', jsonLua],
  ['mask', maskLua],
];
