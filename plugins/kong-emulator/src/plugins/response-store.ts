import type { GatewayNode } from '../gateway-node.ts';

/** An answer in a cache, as Kong's proxy-cache keeps it; times in whole seconds. */
export interface StoredResponse {
  status: number;
  headers: readonly (readonly [string, string])[];
  body: Buffer;
  requestBody: string;
  timestamp: number;
  ttl: number;
}

/** The size of Kong's `kong_db_cache`, in which answers are kept by default. */
const maxBytes = 128 * 2 ** 20;

/** Answers by key until their time is over; the oldest go when there is no room. */
export class ResponseStore {
  readonly #clock: () => number;
  readonly #entries = new Map<string, { response: StoredResponse; endsAt: number }>();
  #bytes = 0;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  get(key: string): StoredResponse | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    if (entry.endsAt > this.#clock()) return entry.response;
    this.delete(key);
    return undefined;
  }

  /** Keeps an answer for some seconds. */
  set(key: string, response: StoredResponse, seconds: number): void {
    this.delete(key);
    if (response.body.length > maxBytes) return;
    this.#entries.set(key, { response, endsAt: this.#clock() + seconds * 1000 });
    this.#bytes += response.body.length;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= maxBytes) break;
      this.delete(oldest);
    }
  }

  delete(key: string): void {
    this.#bytes -= this.#entries.get(key)?.response.body.length ?? 0;
    this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }
}

const stores = new WeakMap<GatewayNode, Map<string, ResponseStore>>();

/** The store of a gateway that goes by a name (Kong's shared dictionaries); plugins with the same name share it. */
export function responseStore(gateway: GatewayNode, name: string): ResponseStore {
  let known = stores.get(gateway);
  if (!known) {
    known = new Map();
    stores.set(gateway, known);
  }
  let store = known.get(name);
  if (!store) {
    store = new ResponseStore(gateway.settings.clock);
    known.set(name, store);
  }
  return store;
}
