import { anyProtocols, port } from '../schema/typedefs.ts';
import { openDatagrams } from './datagrams.ts';
import { customFields } from './log-fields.ts';
import { logEntries } from './log-entry.ts';
import type { PluginDefinition } from './plugin.ts';

/** Kong's udp-log 3.9: a datagram of JSON a request. */
export const udpLog: PluginDefinition = {
  name: 'udp-log',
  priority: 8,
  schema: {
    protocols: anyProtocols,
    config: [
      { host: { type: 'string', required: true } },
      { port: { ...port, required: true } },
      { timeout: { type: 'number', default: 10000 } },
      { custom_fields_by_lua: customFields },
    ],
  },
  create: (config, plugin, gateway) => {
    const entries = logEntries(config, plugin, gateway);
    const datagrams = openDatagrams(gateway, 'udp-log', String(config.host), Number(config.port));
    return {
      log: (exchange) => datagrams.send(JSON.stringify(entries.entry(exchange))),
      close: async () => {
        await datagrams.close();
        entries.close();
      },
    };
  },
};
