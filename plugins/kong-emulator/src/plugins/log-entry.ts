import type { Exchange } from '../exchange/exchange.ts';
import { serialize } from '../exchange/serialize.ts';
import type { GatewayNode } from '../gateway-node.ts';
import { luaOf } from '../lua/engine.ts';
import type { Json, Row } from '../schema/field.ts';
import type { Stored } from '../store/table.ts';

/** Makes the entries of one log plugin. */
export interface LogEntries {
  /** What Kong reports of a finished request, with the plugin's own fields put in. */
  entry: (exchange: Exchange) => Row;
  close: () => void;
}

/** Puts a value at a path like `request.headers.x`, as kong.log.set_serialize_value does; nothing takes the field away. */
function place(entry: Row, path: string, value: Json | undefined): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let here: Row = entry;
  for (const key of keys) {
    const next = Object.hasOwn(here, key) ? here[key] : undefined;
    const isRow = typeof next === 'object' && next !== null && !Array.isArray(next);
    const record: Row = isRow ? { ...next } : {};
    here[key] = record;
    here = record;
  }
  if (value === undefined) Reflect.deleteProperty(here, last);
  else here[last] = value;
}

/** Sets `custom_fields_by_lua` of a log plugin up. */
export function logEntries(config: Row, plugin: Stored, gateway: GatewayNode): LogEntries {
  const custom = (config.custom_fields_by_lua ?? {}) as Record<string, string>;
  const fields = Object.entries(custom).map(([name, code]) => [name, luaOf(gateway).load(code)] as const);
  return {
    entry: (exchange) => {
      const entry = serialize(exchange);
      for (const [name, chunk] of fields)
        place(entry, name, luaOf(gateway).value(exchange, plugin.id, chunk));
      return entry;
    },
    close: () => {
      for (const [, chunk] of fields) luaOf(gateway).unload(chunk);
    },
  };
}
