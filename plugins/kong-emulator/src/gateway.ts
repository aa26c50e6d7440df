import { randomUUID } from 'node:crypto';
import type { GatewayNode, GatewaySettings, Log } from './gateway-node.ts';
import { pluginRegistry } from './plugins/registry.ts';
import { PluginIndex } from './plugins/plugin-index.ts';
import { Balancers } from './router/balancer.ts';
import { Router } from './router/router.ts';
import { PluginSchemas } from './schema/plugin-schema.ts';
import { Entities } from './store/entities.ts';
import { StateFile } from './store/state-file.ts';
import { Store } from './store/store.ts';

/** One emulated node: its entities and everything that the proxy reads of them. */
export class Gateway implements GatewayNode {
  readonly settings: GatewaySettings;
  readonly log: Log;
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
    this.log = settings.log;
    this.router = new Router(this.store);
    this.plugins = new PluginIndex(this.store, this);
    this.balancers = new Balancers(this.store);
    this.#state =
      settings.database && settings.stateFile ? new StateFile(settings.stateFile, this.store) : undefined;
  }

  /** Stops what runs beside requests, and keeps what is to be kept. */
  async close(): Promise<void> {
    this.#state?.close();
    await this.plugins.close();
  }
}
