import luaparse from 'luaparse';
import { isLuaLibrary, type LuaLibrary } from '../lua/library.ts';
import { brokenLimit } from './lua-limits.ts';

/** Globals of Lua that translated code calls; everything else that is global must be a part of our runtime. */
const allowed: ReadonlySet<string> = new Set(['error', 'ipairs', 'unpack']);

/** Names that translated code may use without declaring them, by the library that declares them. */
const provided: Readonly<Record<string, LuaLibrary>> = {
  __steps: '__runtime',
  __over: '__runtime',
  __null: '__runtime',
};

export interface CheckedLua {
  /** What the code asks for of our runtime. */
  readonly libraries: LuaLibrary[];
  /** Globals that it must not use. */
  readonly unknown: string[];
  /** Of Lua, if any. */
  readonly broken: ReturnType<typeof brokenLimit>;
}

/** What translated Lua uses. Throws when it is not Lua 5.1. */
export function checkLua(lua: string): CheckedLua {
  const chunk = luaparse.parse(lua, { luaVersion: '5.1', scope: true }) as luaparse.Chunk & {
    readonly globals: readonly luaparse.Identifier[];
  };
  const libraries = new Set<LuaLibrary>();
  const unknown: string[] = [];
  for (const name of [...new Set(chunk.globals.map((global) => global.name))].sort()) {
    const library = provided[name] ?? name;
    if (isLuaLibrary(library)) libraries.add(library);
    else if (!allowed.has(name)) unknown.push(name);
  }
  return { libraries: [...libraries], unknown, broken: brokenLimit(chunk, allowed) };
}
