import { arrayChangeLibraries } from './handler/array-changes.lua.ts';
import { arrayLibraries } from './handler/arrays.lua.ts';
import { bodyLibraries } from './handler/body.lua.ts';
import { caseLibraries } from './handler/case.lua.ts';
import { contextLibraries } from './handler/context.lua.ts';
import { coreLibraries } from './handler/core.lua.ts';
import type { LuaLibrary, LibrarySource } from './handler/library-source.ts';
import { hashLibraries } from './handler/hash.lua.ts';
import { jsonPathLibraries } from './handler/json-path.lua.ts';
import { numberLibraries } from './handler/numbers.lua.ts';
import { objectLibraries } from './handler/objects.lua.ts';
import { phaseLibraries } from './handler/phases.lua.ts';
import { requestLibraries } from './handler/request.lua.ts';
import { responseLibraries } from './handler/response.lua.ts';
import { stringLibraries } from './handler/strings.lua.ts';
import { textUnitLibraries } from './handler/text-units.lua.ts';
import { toolLibraries } from './handler/tools.lua.ts';
import { valueLibraries } from './handler/values.lua.ts';
import { jsonLua } from './json.lua.ts';

export type { LuaLibrary };

const sources = new Map<LuaLibrary, LibrarySource>([
  ['json', { needs: [], lua: jsonLua }],
  ...[
    coreLibraries,
    objectLibraries,
    arrayLibraries,
    arrayChangeLibraries,
    textUnitLibraries,
    stringLibraries,
    caseLibraries,
    numberLibraries,
    valueLibraries,
    contextLibraries,
    phaseLibraries,
    requestLibraries,
    responseLibraries,
    bodyLibraries,
    toolLibraries,
    hashLibraries,
    jsonPathLibraries,
  ].flatMap((group) => Object.entries(group) as [LuaLibrary, LibrarySource][]),
]);

/** Sources in the order in which they need each other, without what only their readers need. */
export const luaLibraries: readonly (readonly [LuaLibrary, string])[] = withNeeds([...sources.keys()]).map(
  (name) => [
    name,
    sourceOf(name)
      .lua.replace(/^[ \t]+|^[ \t]*--.*\n/gm, '')
      .trim(),
  ],
);

export function isLuaLibrary(name: string): name is LuaLibrary {
  return sources.has(name as LuaLibrary);
}

/** The libraries and what they need, each behind its needs. */
export function withNeeds(names: Iterable<LuaLibrary>): LuaLibrary[] {
  const ordered = new Set<LuaLibrary>();
  const add = (name: LuaLibrary): void => {
    if (ordered.has(name)) return;
    for (const need of sourceOf(name).needs) add(need);
    ordered.add(name);
  };
  for (const name of names) add(name);
  return [...ordered];
}

function sourceOf(name: LuaLibrary): LibrarySource {
  const source = sources.get(name);
  if (source === undefined) throw new Error(`there is no Lua library ${name}`);
  return source;
}
