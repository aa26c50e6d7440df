import { readFileSync } from 'node:fs';
import glue from 'lua-wasm-bindings/dist/glue/glue-lua-5.1.5.js';

/** The functions of Lua's C interface that the WASM build exports. */
interface LuaModule {
  HEAPU8: Uint8Array;
  HEAP32: Int32Array;
  asm: Record<string, unknown>;
  _malloc: (size: number) => number;
  _luaL_newstate: () => number;
  _luaL_openlibs: (state: number) => void;
  _luaL_loadbuffer: (state: number, code: number, size: number, name: number) => number;
  _lua_gettop: (state: number) => number;
  _lua_settop: (state: number, index: number) => void;
  _lua_getfield: (state: number, index: number, name: number) => void;
  _lua_pcall: (state: number, args: number, results: number, handler: number) => number;
  _lua_pushstring: (state: number, text: number) => void;
  _lua_tolstring: (state: number, index: number, size: number) => number;
  _lua_type: (state: number, index: number) => number;
}

/** A call from Lua: byte strings in, byte strings out; `undefined` is nil. */
export type Native = (...args: (string | undefined)[]) => string | undefined;

/** The part of WebAssembly's interface that TypeScript's library without a browser does not describe. */
interface WasmTable {
  set: (index: number, value: unknown) => void;
}
const wasm = (
  globalThis as unknown as {
    WebAssembly: {
      Table: new () => WasmTable;
      Module: new (code: Uint8Array) => object;
      Instance: new (module: object, imports: object) => { exports: Record<string, unknown> };
    };
  }
).WebAssembly;

/** Starts the module without the process-wide handlers that its glue installs: one of them would abort on any rejected promise. */
function startQuietly(create: () => LuaModule): LuaModule {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => new Set(process.listeners(event as 'uncaughtException')));
  const module = create();
  events.forEach((event, index) => {
    for (const listener of process.listeners(event as 'uncaughtException')) {
      if (!before[index]?.has(listener)) process.removeListener(event, listener);
    }
  });
  return module;
}

const globals = -10002;
// (module (import "e" "f" (func (param i32) (result i32))) (export "f" (func 0)))
const wrapper = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 6, 1, 96, 1, 127, 1, 127, 2, 7, 1, 1, 101, 1, 102, 0, 0, 7, 5, 1, 1, 102, 0,
  0,
]);

/**
 * One Lua 5.1 state, which is what LuaJIT's numbers and library look like. Texts are byte strings: one character a byte.
 * The build has no way to register functions, so `os.tmpname`, which nothing here needs, is given the place of ours in the
 * table of functions; its index stands in the closure (lua 5.1.5, lobject.h: CClosure.f).
 */
export class LuaVm {
  readonly #module: LuaModule;
  readonly #state: number;
  readonly #sizeAt: number;
  #scratch: number;
  #scratchSize = 65536;
  readonly #natives: Map<string, Native>;

  constructor(natives: Map<string, Native>) {
    this.#natives = natives;
    const create = ((glue as { default?: unknown }).default ?? glue) as (options: object) => LuaModule;
    this.#module = startQuietly(() => create({ print: () => undefined, printErr: () => undefined }));
    this.#state = this.#module._luaL_newstate();
    this.#module._luaL_openlibs(this.#state);
    this.#sizeAt = this.#module._malloc(4);
    this.#scratch = this.#module._malloc(this.#scratchSize);
    this.#install();
    for (const name of ['json', 'sandbox', 'ngx', 'kong', 'run']) {
      const code = readFileSync(new URL(`./prelude/${name}.lua`, import.meta.url), 'latin1');
      const problem = this.execute(code, `=${name}`);
      if (problem !== undefined) throw new Error(problem);
    }
  }

  /** Runs code of the emulator's own outside of the sandbox; returns the error's text. */
  execute(code: string, name: string): string | undefined {
    const module = this.#module;
    const bytes = Buffer.from(code, 'latin1');
    const at = module._malloc(bytes.length + 1);
    module.HEAPU8.set(bytes, at);
    const label = this.#write(name);
    const failed =
      module._luaL_loadbuffer(this.#state, at, bytes.length, label) !== 0 ||
      module._lua_pcall(this.#state, 0, 0, 0) !== 0;
    const problem = failed ? this.#read(-1) : undefined;
    module._lua_settop(this.#state, 0);
    return problem;
  }

  /** Calls a global function of the prelude; its results as texts. Throws what it raises. */
  call(name: string, ...args: string[]): (string | undefined)[] {
    const module = this.#module;
    const state = this.#state;
    const base = module._lua_gettop(state);
    module._lua_getfield(state, globals, this.#write(name));
    for (const arg of args) module._lua_pushstring(state, this.#write(arg));
    if (module._lua_pcall(state, args.length, -1, 0) !== 0) {
      const problem = this.#read(-1) ?? 'error';
      module._lua_settop(state, base);
      throw new Error(problem);
    }
    const results: (string | undefined)[] = [];
    for (let index = base + 1; index <= module._lua_gettop(state); index += 1)
      results.push(this.#read(index));
    module._lua_settop(state, base);
    return results;
  }

  #install(): void {
    const module = this.#module;
    const state = this.#state;
    module._lua_getfield(state, globals, this.#write('os'));
    module._lua_getfield(state, -1, this.#write('tmpname'));
    module._lua_settop(state, 0);
    if (
      module._luaL_loadbuffer(
        state,
        this.#write('return tostring(os.tmpname)'),
        27,
        this.#write('=x', 64),
      ) !== 0
    )
      throw new Error('Lua did not start');
    module._lua_pcall(state, 0, 1, 0);
    const address = Number.parseInt((this.#read(-1) ?? '').split('0x')[1] ?? '', 16);
    module._lua_settop(state, 0);
    const index = module.HEAP32[(address >> 2) + 4] ?? -1;
    const table = Object.values(module.asm).find((part) => part instanceof wasm.Table) as WasmTable;
    const instance = new wasm.Instance(new wasm.Module(wrapper), {
      e: { f: (caller: number) => this.#serve(caller) },
    });
    table.set(index, instance.exports.f);
  }

  /** Answers `native(name, …)`: one text, with a second one when the first is escaped; or nil and a problem. */
  #serve(state: number): number {
    const module = this.#module;
    const name = this.#read(1, state) ?? '';
    const args: (string | undefined)[] = [];
    for (let index = 2; index <= module._lua_gettop(state); index += 1) args.push(this.#read(index, state));
    module._lua_settop(state, 0);
    try {
      const native = this.#natives.get(name);
      if (!native) throw new Error(`no native ${name}`);
      const result = native(...args);
      if (result === undefined) return 0;
      const isEscaped = result.includes('\u0000');
      const text = isEscaped ? result.replaceAll('\\', '\\\\').replaceAll('\u0000', '\\0') : result;
      module._lua_pushstring(state, this.#write(text));
      if (!isEscaped) return 1;
      module._lua_pushstring(state, this.#write('e'));
      return 2;
    } catch (error) {
      module._lua_settop(state, 1);
      module._lua_pushstring(state, this.#write(error instanceof Error ? error.message : String(error)));
      return 2;
    }
  }

  /** The text at an index of the stack; nil, tables and functions are undefined, booleans too. */
  #read(index: number, state = this.#state): string | undefined {
    const module = this.#module;
    const type = module._lua_type(state, index);
    if (type !== 3 && type !== 4) return undefined;
    const at = module._lua_tolstring(state, index, this.#sizeAt);
    const size = module.HEAP32[this.#sizeAt >> 2] ?? 0;
    return Buffer.from(module.HEAPU8.buffer, at, size).toString('latin1');
  }

  /** Puts a text with its end mark into memory for the next call; `offset` keeps two of them apart. */
  #write(text: string, offset = 0): number {
    const module = this.#module;
    if (offset + text.length + 1 > this.#scratchSize) {
      this.#scratchSize = (offset + text.length + 1) * 2;
      this.#scratch = module._malloc(this.#scratchSize);
    }
    const at = this.#scratch + offset;
    const heap = module.HEAPU8;
    Buffer.from(heap.buffer, at, text.length).write(text, 'latin1');
    heap[at + text.length] = 0;
    return at;
  }
}
