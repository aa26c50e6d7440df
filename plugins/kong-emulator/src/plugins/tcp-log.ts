import type { Row } from '../schema/field.ts';
import { anyProtocols, port } from '../schema/typedefs.ts';
import { customFields } from './log-fields.ts';
import { logEntries } from './log-entry.ts';
import type { PluginDefinition } from './plugin.ts';
import { openLines } from './tcp-lines.ts';

interface Config extends Row {
  host: string;
  port: number;
  timeout: number;
  keepalive: number;
  tls: boolean;
  tls_sni: string | null;
}

/** Kong's tcp-log 3.9: a line of JSON a request. */
export const tcpLog: PluginDefinition = {
  name: 'tcp-log',
  priority: 7,
  schema: {
    protocols: anyProtocols,
    config: [
      { host: { type: 'string', required: true } },
      { port: { ...port, required: true } },
      { timeout: { type: 'number', default: 10000 } },
      { keepalive: { type: 'number', default: 60000 } },
      { tls: { type: 'boolean', required: true, default: false } },
      { tls_sni: { type: 'string' } },
      { custom_fields_by_lua: customFields },
    ],
  },
  create: (row, plugin, gateway) => {
    const { host, port: number, tls_sni: serverName, ...options } = row as Config;
    const entries = logEntries(row, plugin, gateway);
    const lines = openLines(gateway, 'tcp-log', host, number, {
      ...options,
      serverName: serverName ?? undefined,
    });
    return {
      log: (exchange) => lines.send(JSON.stringify(entries.entry(exchange))),
      close: async () => {
        await lines.close();
        entries.close();
      },
    };
  },
};
