import { hostname } from 'node:os';
import { anyProtocols, port } from '../schema/typedefs.ts';
import { openDatagrams } from './datagrams.ts';
import { customFields, severityNumber } from './log-fields.ts';
import { logEntries } from './log-entry.ts';
import type { PluginDefinition } from './plugin.ts';
import { severityFields, severityOf, type SeverityConfig } from './severity-rules.ts';

interface Config extends SeverityConfig {
  host: string;
  port: number;
  key: string;
  tags: string[];
}

const userFacility = 8;

/** Kong's loggly 3.9: syslog datagrams (RFC 5424) with the customer's token. */
export const loggly: PluginDefinition = {
  name: 'loggly',
  priority: 6,
  schema: {
    protocols: anyProtocols,
    config: [
      { host: { type: 'string', default: 'logs-01.loggly.com' } },
      { port: { ...port, default: 514 } },
      { key: { type: 'string', required: true, referenceable: true, encrypted: true } },
      { tags: { type: 'set', default: ['kong'], elements: { type: 'string' } } },
      ...severityFields(false),
      { timeout: { type: 'number', default: 10000 } },
      { custom_fields_by_lua: customFields },
    ],
  },
  create: (row, plugin, gateway) => {
    const config = row as Config;
    const entries = logEntries(config, plugin, gateway);
    const datagrams = openDatagrams(gateway, 'loggly', config.host, config.port);
    const tags = config.tags.map((tag) => `tag="${tag}"`).join(' ');
    return {
      log: (exchange) => {
        const severity = severityOf(config, exchange.outcome?.status ?? 0);
        if (severity === undefined) return;
        const time = new Date(gateway.settings.clock()).toISOString().replace(/\.\d+/, '');
        const head = `<${userFacility + severityNumber(severity)}>1 ${time} ${hostname()} kong - -`;
        datagrams.send(`${head} [${config.key}@41058 ${tags}] ${JSON.stringify(entries.entry(exchange))}`);
      },
      close: async () => {
        await datagrams.close();
        entries.close();
      },
    };
  },
};
