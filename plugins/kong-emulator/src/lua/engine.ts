import type { GatewayNode } from '../gateway-node.ts';
import type { Json } from '../schema/field.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { fromBytes, toBytes } from './byte-strings.ts';
import type { Current, Phase } from './current.ts';
import { requestNatives } from './natives-request.ts';
import { responseNatives } from './natives-response.ts';
import { libraryNatives } from './natives-library.ts';
import { LuaVm } from './vm.ts';

/** What a chunk raised, for the log alone. */
export class LuaError extends Error {}

/** The Lua of one gateway: one state for all requests, as one worker of Kong has. */
export class LuaEngine {
  readonly #vm: LuaVm;
  readonly #gateway: GatewayNode;
  #current: Current | undefined;
  #chunks = 0;

  constructor(gateway: GatewayNode) {
    this.#gateway = gateway;
    const current = (): Current => {
      if (!this.#current) throw new Error('no request found');
      return this.#current;
    };
    this.#vm = new LuaVm(
      new Map([...libraryNatives(gateway), ...requestNatives(current), ...responseNatives(current)]),
    );
    const { luaRequires } = gateway.settings;
    if (luaRequires.length > 0) this.#vm.call('allow_require', luaRequires.join(','));
  }

  /** Compiles a chunk and gives it a name to run it by; throws what Lua says of it. */
  load(code: string): string {
    this.#chunks += 1;
    const id = String(this.#chunks);
    const [problem] = this.#vm.call('load_chunk', id, toBytes(code));
    if (problem !== undefined) throw new Error(problem);
    return id;
  }

  unload(id: string): void {
    this.#vm.call('unload', id);
  }

  /** Runs chunks in order for a request; an exit or an error of one ends them by a thrown Exit or Error. */
  run(exchange: Exchange, plugin: string, phase: Phase, chunks: readonly string[]): void {
    this.#enter(exchange, phase, Buffer.alloc(0));
    for (const id of chunks) this.#finish(this.#vm.call('run', exchange.requestId, plugin, id)[0]);
  }

  /** Runs chunks on a piece of the answer; returns what they make of it. */
  runBody(
    exchange: Exchange,
    plugin: string,
    chunks: readonly string[],
    piece: Buffer,
    isLast: boolean,
  ): Buffer {
    const current = this.#enter(exchange, 'body_filter', piece);
    for (const id of chunks) {
      this.#finish(this.#vm.call('run_body', exchange.requestId, plugin, id, isLast ? '1' : '')[0]);
    }
    return current.chunk;
  }

  /** The value of a Lua expression over a request's parts, as request-transformer's templates have it. */
  evaluate(exchange: Exchange, code: string): string {
    this.#enter(exchange, 'access', Buffer.alloc(0));
    const [value, problem] = this.#vm.call('evaluate', exchange.requestId, toBytes(code));
    if (value === undefined) throw new Error(problem ?? 'no value');
    return value;
  }

  /** What a chunk returns; undefined for nil and where it fails. */
  value(exchange: Exchange, plugin: string, chunk: string): Json | undefined {
    this.#enter(exchange, 'log', Buffer.alloc(0));
    const [json, problem] = this.#vm.call('value', exchange.requestId, plugin, chunk);
    if (problem !== undefined) this.#gateway.log('error', problem);
    return json === undefined ? undefined : (JSON.parse(fromBytes(json)) as Json);
  }

  #enter(exchange: Exchange, phase: Phase, chunk: Buffer): Current {
    const current: Current = { exchange, phase, chunk, exit: undefined, said: '' };
    this.#current = current;
    if (!exchange.usedLua) {
      exchange.usedLua = true;
      exchange.atEnd.push(() => this.#vm.call('leave', exchange.requestId));
    }
    return current;
  }

  #finish(outcome: string | undefined): void {
    if (outcome === undefined) return;
    if (outcome === 'exit' && this.#current?.exit) throw this.#current.exit;
    throw new LuaError(outcome);
  }
}

const engines = new WeakMap<GatewayNode, LuaEngine>();

/** The engine of a gateway, started when it is first needed. */
export function luaOf(gateway: GatewayNode): LuaEngine {
  let engine = engines.get(gateway);
  if (!engine) {
    engine = new LuaEngine(gateway);
    engines.set(gateway, engine);
  }
  return engine;
}
