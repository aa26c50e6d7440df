import { spawnSync } from 'node:child_process';
import luaparse from 'luaparse';
import { LuaFactory } from 'wasmoon';

/** A Lua in which tests run what the compiler emits; `run` gives the string that the source returns. */
export interface LuaEngine {
  readonly name: string;
  readonly present: boolean;
  run(source: string): Promise<string>;
}

const luajit = spawnSync('luajit', ['-v']).status === 0;
/** Kong runs LuaJIT, so it is tried where the machine has it; Lua 5.4 in WebAssembly is always there. */
export const luaEngines: readonly LuaEngine[] = [
  { name: 'Lua 5.4', present: true, run: runInWasm },
  {
    name: luajit ? 'LuaJIT' : 'LuaJIT (skipped: luajit is not on the PATH)',
    present: luajit,
    run: runInLuaJit,
  },
];

/** Hex, so that no byte is changed on the way out. */
function printable(source: string): string {
  return `local result = (function()\n${source}\nend)()
return (string.gsub(result, ".", function(c) return string.format("%02x", string.byte(c)) end))`;
}

const factory = new LuaFactory();

async function runInWasm(source: string): Promise<string> {
  const engine = await factory.createEngine();
  try {
    return Buffer.from((await engine.doString(printable(source))) as string, 'hex').toString('utf8');
  } finally {
    engine.global.close();
  }
}

async function runInLuaJit(source: string): Promise<string> {
  const script = `io.write((function()\n${printable(source)}\nend)())`;
  const result = spawnSync('luajit', ['-'], { input: script, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (result.status !== 0) throw new Error(result.stderr);
  return Buffer.from(result.stdout, 'hex').toString('utf8');
}

/** Names that a chunk reads or writes without declaring them. Throws when the text is not Lua 5.1. */
export function luaGlobals(chunk: string): string[] {
  const { globals } = luaparse.parse(chunk, { luaVersion: '5.1', scope: true }) as luaparse.Chunk & {
    readonly globals: readonly luaparse.Identifier[];
  };
  return [...new Set(globals.map(({ name }) => name))].sort();
}

/** What Kong's default sandbox offers and our chunks may use. */
export const sandboxGlobals: ReadonlySet<string> = new Set([
  ...[
    'error',
    'ipairs',
    'kong',
    'math',
    'next',
    'ngx',
    'pairs',
    'pcall',
    'select',
    'string',
    'table',
    'tonumber',
  ],
  ...['tostring', 'type', 'unpack'],
]);
