import { hostname } from 'node:os';
import type { Exchange } from '../exchange/exchange.ts';
import { openDatagrams } from './datagrams.ts';
import { logMessage, type LogMessage } from './log-message.ts';
import type { PluginDefinition } from './plugin.ts';
import {
  dictionaryLines,
  metricLines,
  underscored,
  type Metric,
  type StatsdConfig,
} from './statsd-metrics.ts';
import { statsdSchema } from './statsd-schema.ts';
import { openLines } from './tcp-lines.ts';

interface Config extends StatsdConfig {
  host: string;
  port: number;
  prefix: string;
  metrics: Metric[];
  allow_status_codes: string[] | null;
  udp_packet_size: number;
  use_tcp: boolean;
}

/** How often the sizes of the shared dictionaries are sent, in seconds. */
const dictionarySeconds = 60;

function allows(ranges: string[] | null, status: number): boolean {
  if (!ranges) return true;
  return ranges.some((range) => {
    const [from, to] = range.split('-').map(Number);
    return status >= (from ?? Number.NaN) && status <= (to ?? Number.NaN);
  });
}

/** Joins lines into datagrams that are not larger than they may be; each alone for size 0. */
function pack(lines: string[], size: number): string[] {
  if (size <= 0) return lines;
  const packets: string[] = [];
  for (const line of lines) {
    const last = packets.at(-1);
    if (last === undefined || last.length + 1 + line.length > size) packets.push(line);
    else packets[packets.length - 1] = `${last}\n${line}`;
  }
  return packets;
}

/** Kong's statsd 3.9: each metric as a line, by UDP or TCP. */
export const statsd: PluginDefinition = {
  name: 'statsd',
  priority: 11,
  schema: statsdSchema,
  create: (row, _plugin, gateway) => {
    const config = row as Config;
    const open = config.use_tcp ? openLines : openDatagrams;
    const sink = open(gateway, 'statsd', config.host, config.port);
    const isNodeInPrefix = config.hostname_in_prefix && config.tag_style === null;
    const prefix = config.prefix + (isNodeInPrefix ? `.node.${underscored(hostname())}` : '');
    let dictionariesAt = 0;

    const linesOf = (metric: Metric, message: LogMessage): string[] => {
      if (metric.name !== 'shdict_usage') return metricLines(config, prefix, metric, message);
      const now = Math.floor(gateway.settings.clock() / 1000);
      if (dictionariesAt + dictionarySeconds >= now) return [];
      dictionariesAt = now;
      return dictionaryLines(config, prefix, metric.sample_rate);
    };

    return {
      log: (exchange: Exchange) => {
        if (!allows(config.allow_status_codes, exchange.outcome?.status ?? 0)) return;
        const message = logMessage(exchange);
        const lines = config.metrics.flatMap((metric) => linesOf(metric, message));
        const packets = config.use_tcp ? lines : pack(lines, config.udp_packet_size);
        for (const packet of packets) sink.send(packet);
      },
      close: () => sink.close(),
    };
  },
};
