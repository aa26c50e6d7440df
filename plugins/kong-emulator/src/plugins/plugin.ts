import type { GatewayNode } from '../gateway-node.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Row } from '../schema/field.ts';
import type { PluginSchema } from '../schema/plugin-schema.ts';
import type { Stored } from '../store/table.ts';

/** One configured plugin at work. A phase that throws `Exit` ends the request with that answer. */
export interface PluginHandler {
  /** The plugin's name, which is set where it is created. */
  name?: string;
  /** Runs for global plugins alone, ahead of the router. */
  rewrite?: (exchange: Exchange) => void | Promise<void>;
  access?: (exchange: Exchange) => void | Promise<void>;
  headerFilter?: (exchange: Exchange) => void;
  /** Sees each piece of the answer; the last call has `isLast` set. */
  bodyFilter?: (exchange: Exchange, chunk: Buffer, isLast: boolean) => Buffer;
  log?: (exchange: Exchange) => void;
  /** Called when its configuration is changed or removed, and at the end. */
  close?: () => void | Promise<void>;
}

/** A kind of plugin: one file each, and one line in the registry. */
export interface PluginDefinition {
  name: string;
  /** Kong's priority: higher runs first. */
  priority: number;
  schema: PluginSchema;
  /** Sets a configuration up once; it then serves every request. */
  create: (config: Row, plugin: Stored, gateway: GatewayNode) => PluginHandler;
}
