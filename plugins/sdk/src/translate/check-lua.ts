import luaparse from 'luaparse';
import { isLuaLibrary, withNeeds, type LuaLibrary } from '../lua/library.ts';

/** Globals of Lua that translated code calls; everything else that is global must be a part of our runtime. */
const allowed = new Set(['ipairs', 'unpack', 'error']);

/** Names that translated code may use without declaring them, by the library that declares them. */
const provided: Readonly<Record<string, LuaLibrary>> = {
  __steps: '__runtime',
  __over: '__runtime',
  __null: '__runtime',
  __pcall: '__pcall',
};

/** The libraries that Lua code asks for, and the globals that it must not use. Throws when it is not Lua 5.1. */
export function luaNeeds(lua: string): { libraries: LuaLibrary[]; unknown: string[] } {
  const { globals } = luaparse.parse(lua, { luaVersion: '5.1', scope: true }) as luaparse.Chunk & {
    readonly globals: readonly luaparse.Identifier[];
  };
  const libraries = new Set<LuaLibrary>();
  const unknown: string[] = [];
  for (const name of [...new Set(globals.map((global) => global.name))].sort()) {
    const library = provided[name] ?? name;
    if (isLuaLibrary(library)) libraries.add(library);
    else if (!allowed.has(name)) unknown.push(name);
  }
  return { libraries: withNeeds(libraries), unknown };
}
