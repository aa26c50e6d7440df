import { randomUUID } from 'node:crypto';
import { pluginRegistry } from './plugins/registry.ts';
import { PluginIndex } from './proxy/plugin-index.ts';
import { Balancers } from './proxy/balancer.ts';
import { Router } from './router/router.ts';
import { PluginSchemas } from './schema/plugin-schema.ts';
import { Entities } from './store/entities.ts';
import { StateFile } from './store/state-file.ts';
import { Store } from './store/store.ts';

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
  log: (level: 'error' | 'warn' | 'notice' | 'info' | 'debug', message: string) => void;
}

/** One emulated node: its entities and everything that the proxy reads of them. */
export class Gateway {
  readonly settings: GatewaySettings;
  readonly nodeId = randomUUID();
  readonly store = new Store();
  readonly pluginSchemas = new PluginSchemas(pluginRegistry.values());
  readonly entities = new Entities(this.store, this.pluginSchemas);
  readonly router: Router;
  readonly plugins: PluginIndex;
  readonly balancers: Balancers;
  /** DB-less: the fingerprint and text of the configuration in effect. */
  configurationHash = '0'.repeat(32);
  readonly counts = { accepted: 0, active: 0, requests: 0 };
  readonly #state: StateFile | undefined;

  constructor(settings: GatewaySettings) {
    this.settings = settings;
    this.router = new Router(this.store);
    this.plugins = new PluginIndex(this.store, this);
    this.balancers = new Balancers(this.store);
    this.#state =
      settings.database && settings.stateFile ? new StateFile(settings.stateFile, this.store) : undefined;
  }

  log(level: 'error' | 'warn' | 'notice' | 'info' | 'debug', message: string): void {
    this.settings.log(level, message);
  }

  /** Stops what runs beside requests, and keeps what is to be kept. */
  async close(): Promise<void> {
    this.#state?.close();
    await this.plugins.close();
  }
}
