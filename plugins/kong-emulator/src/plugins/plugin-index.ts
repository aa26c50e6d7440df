import type { GatewayNode } from '../gateway-node.ts';
import type { PluginDefinition, PluginHandler } from './plugin.ts';
import { pluginRegistry } from './registry.ts';
import type { Row } from '../schema/field.ts';
import type { Store } from '../store/store.ts';
import type { Stored } from '../store/table.ts';

const scopeOf = (row: Stored, field: string): string => (row[field] as { id: string } | null)?.id ?? '';

const keyOf = (route: string, service: string, consumer: string): string => `${route}|${service}|${consumer}`;

/** Every configured plugin by name and scope. Of each name only the most specific instance runs (kong/runloop/plugins_iterator.lua of 3.9). */
export class PluginIndex {
  readonly #gateway: GatewayNode;
  readonly #byName: { definition: PluginDefinition; scopes: Map<string, Stored> }[];
  readonly #handlers = new Map<string, PluginHandler>();

  constructor(store: Store, gateway: GatewayNode) {
    this.#gateway = gateway;
    this.#byName = [...pluginRegistry.values()]
      .sort((left, right) => right.priority - left.priority)
      .map((definition) => ({ definition, scopes: new Map() }));
    store.follow(({ table, before, after }) => {
      if (table !== 'plugins') return;
      if (before) this.#remove(before);
      if (after?.enabled) this.#add(after);
    });
  }

  /** The global instances in order, for requests without a route and for the rewrite phase. */
  *global(): Generator<PluginHandler> {
    for (const { definition, scopes } of this.#byName) {
      const plugin = scopes.get('||');
      if (plugin) yield this.#handlerOf(definition, plugin);
    }
  }

  /** The instances for a route and service in order; the consumer is asked for each anew, since authentication sets it on the way. */
  *forRequest(route: string, service: string, consumer: () => string): Generator<PluginHandler> {
    for (const { definition, scopes } of this.#byName) {
      if (scopes.size === 0) continue;
      const plugin = this.#mostSpecific(scopes, route, service, definition.schema.consumer ? '' : consumer());
      if (plugin && speaksHttp(plugin)) yield this.#handlerOf(definition, plugin);
    }
  }

  /** Ends every instance; resolves when what they hold is sent. */
  async close(): Promise<void> {
    const handlers = [...this.#handlers.values()];
    this.#handlers.clear();
    await Promise.all(handlers.map((handler) => handler.close?.()));
  }

  #mostSpecific(
    scopes: Map<string, Stored>,
    route: string,
    service: string,
    consumer: string,
  ): Stored | undefined {
    return (
      (consumer === ''
        ? undefined
        : (scopes.get(keyOf(route, service, consumer)) ??
          scopes.get(keyOf(route, '', consumer)) ??
          scopes.get(keyOf('', service, consumer)))) ??
      scopes.get(keyOf(route, service, '')) ??
      (consumer === '' ? undefined : scopes.get(keyOf('', '', consumer))) ??
      scopes.get(keyOf(route, '', '')) ??
      scopes.get(keyOf('', service, '')) ??
      scopes.get('||')
    );
  }

  #handlerOf(definition: PluginDefinition, plugin: Stored): PluginHandler {
    let handler = this.#handlers.get(plugin.id);
    if (!handler) {
      handler = definition.create(plugin.config as Row, plugin, this.#gateway);
      handler.name = definition.name;
      this.#handlers.set(plugin.id, handler);
    }
    return handler;
  }

  #scopesOf(row: Stored): Map<string, Stored> | undefined {
    return this.#byName.find(({ definition }) => definition.name === row.name)?.scopes;
  }

  #add(row: Stored): void {
    this.#scopesOf(row)?.set(
      keyOf(scopeOf(row, 'route'), scopeOf(row, 'service'), scopeOf(row, 'consumer')),
      row,
    );
  }

  #remove(row: Stored): void {
    const key = keyOf(scopeOf(row, 'route'), scopeOf(row, 'service'), scopeOf(row, 'consumer'));
    const scopes = this.#scopesOf(row);
    if (scopes?.get(key)?.id === row.id) scopes.delete(key);
    void this.#handlers.get(row.id)?.close?.();
    this.#handlers.delete(row.id);
  }
}

const speaksHttp = (plugin: Stored): boolean => (plugin.protocols as string[]).includes('http');
