import type { Entities } from './store/entities.ts';
import type { Store } from './store/store.ts';

/** The settings of Kong that the emulator knows, and its own. */
export interface GatewaySettings {
  /** Entities are written one by one; otherwise whole by `POST /config`. */
  database: boolean;
  /** Where entities outlive a restart (database mode). */
  stateFile?: string;
  /** Kong's `untrusted_lua_sandbox_requires`. */
  luaRequires: readonly string[];
  /** Kong's `trusted_ips`. */
  trustedIps: readonly string[];
  /** Kong's `real_ip_header`. */
  realIpHeader: string;
  /** Milliseconds since 1970, by which limits count. */
  clock: () => number;
  log: Log;
}

/** Takes one line of the gateway's log. */
export type Log = (level: 'error' | 'warn' | 'notice' | 'info' | 'debug', message: string) => void;

/** What a request, its plugins and their Lua know of the node that serves them. */
export interface GatewayNode {
  readonly settings: GatewaySettings;
  readonly nodeId: string;
  readonly store: Store;
  readonly entities: Entities;
  readonly log: Log;
}
