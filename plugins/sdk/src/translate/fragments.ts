import ts from 'typescript';
import { isLuaLibrary, withNeeds, type LuaLibrary } from '../lua/library.ts';
import type { FunctionPhase, HandlerCode } from '../policy.ts';
import { checkLua } from './check-lua.ts';
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
const shadows = [
  'local kong, ngx, config, json, require, _G, string, table, math, os, coroutine, select, next, print, load, loadstring',
  'local setfenv, getfenv, debug, package, io',
  'local pcall = __pcall',
  // Where TypeScriptToLua keeps what a module exports.
  'local ____exports = {}',
].join('\n');

/** Chunks hold their libraries' locals as well. */
const mostLibraries = 90;

/** The fragments of a handler, one for each phase of Kong that it takes part in; or why Lua would not take them. */
export function handlerFragments(handler: Handler, lua: string): Fragment[] | { readonly problem: string } {
  const body = `local __handler\ndo\n${shadows}\n${lua}end\n`;
  const { libraries, unknown, broken } = checkLua(body);
  if (unknown.length > 0) throw new Error(`the Lua of ${handler.name} uses ${unknown.join(', ')}`);
  if (broken === 'locals') return { problem: 'it holds more variables at once than Lua can' };
  if (broken === 'depth') return { problem: 'it is nested deeper than Lua can read' };
  const own = [...libraries, ...contextLibraries(handler)];
  if (broken === 'outer' || withNeeds(own).length > mostLibraries) {
    return { problem: 'it uses more functions and constants around it than Lua can' };
  }
  return phases[handler.name].map(({ phase, run, handles }) =>
    handles
      ? { phase, lua: `${body}return ${run}(__handler)`, libraries: [...new Set([...own, run])].sort() }
      : { phase, lua: `return ${run}()`, libraries: [run] },
  );
}

/** The parts of the context whose names a handler mentions. */
function contextLibraries(handler: Handler): LuaLibrary[] {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  for (const node of [handler.node, ...handler.uses]) visit(node);
  const found: LuaLibrary[] = [];
  const add = (name: string): void => {
    if (isLuaLibrary(name)) found.push(name);
  };
  for (const first of names) {
    add(`__c_${first}`);
    for (const second of names) add(`__c_${first}_${second}`);
  }
  return found.sort();
}
