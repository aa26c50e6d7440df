import type { Exchange } from '../exchange/exchange.ts';
import { placeLogValue } from '../exchange/log-values.ts';
import { serialize } from '../exchange/serialize.ts';
import type { GatewayNode } from '../gateway-node.ts';
import { luaOf } from '../lua/engine.ts';
import type { Row } from '../schema/field.ts';
import type { Stored } from '../store/table.ts';

/** Makes the entries of one log plugin. */
export interface LogEntries {
  /** What Kong reports of a finished request, with the plugin's own fields put in. */
  entry: (exchange: Exchange) => Row;
  close: () => void;
}

/** Sets `custom_fields_by_lua` of a log plugin up. */
export function logEntries(config: Row, plugin: Stored, gateway: GatewayNode): LogEntries {
  const custom = (config.custom_fields_by_lua ?? {}) as Record<string, string>;
  const fields = Object.entries(custom).map(([name, code]) => [name, luaOf(gateway).load(code)] as const);
  return {
    entry: (exchange) => {
      const entry = serialize(exchange);
      for (const [name, chunk] of fields)
        placeLogValue(entry, {
          path: name,
          value: luaOf(gateway).value(exchange, plugin.id, chunk),
          mode: 'set',
        });
      return entry;
    },
    close: () => {
      for (const [, chunk] of fields) luaOf(gateway).unload(chunk);
    },
  };
}
