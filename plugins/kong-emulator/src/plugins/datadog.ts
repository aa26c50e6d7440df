import type { Row } from '../schema/field.ts';
import { openDatagrams } from './datagrams.ts';
import { datadogSchema } from './datadog-schema.ts';
import { figures, logMessage, type LogMessage } from './log-message.ts';
import type { PluginDefinition } from './plugin.ts';
import { statsdLine } from './statsd-line.ts';

interface Metric extends Row {
  name: string;
  stat_type: string;
  tags: string[] | null;
  sample_rate: number | null;
  consumer_identifier: 'consumer_id' | 'custom_id' | 'username' | null;
}

interface Config extends Row {
  host: string | null;
  port: number | null;
  prefix: string;
  service_name_tag: string;
  status_tag: string;
  consumer_tag: string;
  metrics: Metric[];
}

function consumerOf({ consumer }: LogMessage, identifier: Metric['consumer_identifier']): string | undefined {
  if (!consumer || identifier === null) return undefined;
  const value = identifier === 'consumer_id' ? consumer.id.replaceAll('-', '_') : consumer[identifier];
  return typeof value === 'string' ? value : undefined;
}

function tagsOf(config: Config, metric: Metric, message: LogMessage): string[] {
  const service = String(message.service?.name ?? message.service?.host ?? '').replaceAll('.', '_');
  const consumer = consumerOf(message, metric.consumer_identifier);
  return [
    `${config.service_name_tag}:${service}`,
    `${config.status_tag}:${message.response.status}`,
    ...(consumer === undefined ? [] : [`${config.consumer_tag}:${consumer}`]),
    ...(metric.tags ?? []),
  ];
}

/** Kong's datadog 3.9: a datagram a metric, with tags, to the agent. */
export const datadog: PluginDefinition = {
  name: 'datadog',
  priority: 10,
  schema: datadogSchema,
  create: (row, _plugin, gateway) => {
    const config = row as Config;
    const datagrams = openDatagrams(gateway, 'datadog', config.host ?? 'localhost', config.port ?? 8125);
    return {
      log: (exchange) => {
        const message = logMessage(exchange);
        const known = figures(message);
        for (const metric of config.metrics) {
          const figure = known[metric.name];
          if (!figure) continue;
          const [name, value] = figure;
          const line = statsdLine(config.prefix, {
            name,
            value,
            type: metric.stat_type,
            rate: metric.sample_rate,
          });
          datagrams.send(`${line}|#${tagsOf(config, metric, message).join(',')}`);
        }
      },
      close: () => datagrams.close(),
    };
  },
};
