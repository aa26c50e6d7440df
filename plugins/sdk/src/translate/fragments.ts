import ts from 'typescript';
import { isLuaLibrary, withNeeds, type LuaLibrary } from '../lua/library.ts';
import type { FunctionPhase, HandlerCode } from '../policy.ts';
import { luaNeeds } from './check-lua.ts';
import type { Handler, HandlerName } from './find-handlers.ts';

type Fragment = HandlerCode[number];

const phases: Readonly<
  Record<HandlerName, readonly { phase: FunctionPhase; run: LuaLibrary; handles: boolean }[]>
> = {
  onEarlyRequest: [{ phase: 'early', run: '__request_phase', handles: true }],
  onRequest: [{ phase: 'access', run: '__request_phase', handles: true }],
  onResponse: [
    { phase: 'header_filter', run: '__response_phase', handles: true },
    { phase: 'body_filter', run: '__withheld_body', handles: false },
  ],
  onResponseBody: [
    { phase: 'access', run: '__plain_answer', handles: false },
    { phase: 'header_filter', run: '__body_headers', handles: false },
    { phase: 'body_filter', run: '__body_phase', handles: true },
  ],
};

/** Names that no handler may reach, whatever its own names are. */
const shadows = `local kong, ngx, config, json, require, _G, string, table, math, os, coroutine, select, next, print, load, loadstring, setfenv, getfenv, debug, package, io`;

/** The fragments of a handler: one for each phase of Kong that it takes part in. Throws when the Lua uses what it must not. */
export function handlerFragments(name: HandlerName, lua: string, context: readonly LuaLibrary[]): Fragment[] {
  return phases[name].map(({ phase, run, handles }) => {
    if (!handles) return { phase, lua: `return ${run}()`, libraries: withNeeds([run]) };
    const body = `local __handler\ndo\n${shadows}\nlocal pcall = __pcall\n${lua}end\n`;
    const { libraries, unknown } = luaNeeds(body);
    if (unknown.length > 0) throw new Error(`internal error: the Lua of ${name} uses ${unknown.join(', ')}`);
    return {
      phase,
      lua: `${body}return ${run}(__handler)`,
      libraries: withNeeds([...libraries, ...context, run]),
    };
  });
}

/** The parts of the context whose names a handler mentions. */
export function contextLibraries(handler: Handler): LuaLibrary[] {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  for (const node of [handler.node, ...handler.uses]) visit(node);
  const found: LuaLibrary[] = [];
  for (const first of names) {
    if (isLuaLibrary(`__c_${first}`)) found.push(`__c_${first}` as LuaLibrary);
    for (const second of names) {
      if (isLuaLibrary(`__c_${first}_${second}`)) found.push(`__c_${first}_${second}` as LuaLibrary);
    }
  }
  return found.sort();
}
