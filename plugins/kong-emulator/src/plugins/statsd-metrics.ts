import { hostname } from 'node:os';
import type { Row } from '../schema/field.ts';
import { emptyDictionaryBytes, sharedDictionaries } from '../shared-dictionaries.ts';
import { figures, type LogMessage, type Named } from './log-message.ts';
import { statsdLine, type Stat, type TagStyle } from './statsd-line.ts';

/** One metric to report, as configured. */
export interface Metric extends Row {
  name: string;
  stat_type: string;
  sample_rate: number | null;
  consumer_identifier: string | null;
  service_identifier: string | null;
  workspace_identifier: string | null;
}

/** What of a configuration says how metrics are named. */
export interface StatsdConfig extends Row {
  hostname_in_prefix: boolean;
  consumer_identifier_default: string;
  service_identifier_default: string;
  workspace_identifier_default: string;
  tag_style: TagStyle | null;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function consumerOf(entity: Named | undefined, identifier: string): string | undefined {
  return entity && textOf(identifier === 'consumer_id' ? entity.id : entity[identifier]);
}

function serviceOf(entity: Named | undefined, identifier: string): string | undefined {
  if (!entity) return undefined;
  if (identifier === 'service_name_or_host') return textOf(entity.name) ?? textOf(entity.host);
  return textOf(entity[identifier.replace('service_', '')]);
}

/** A name as one part of a dotted one. */
export const underscored = (text: string): string => text.replaceAll('.', '_');

/** The metrics that count by user, status or workspace; undefined for those that are one figure. */
function counted(
  config: StatsdConfig,
  metric: Metric,
  message: LogMessage,
  scope: string,
): Stat[] | undefined {
  const { status } = message.response;
  const consumer = consumerOf(
    message.consumer,
    metric.consumer_identifier ?? config.consumer_identifier_default,
  );
  const workspace =
    (metric.workspace_identifier ?? config.workspace_identifier_default) === 'workspace_id'
      ? message.workspace
      : message.workspace_name;
  const count = (name: string): Stat => ({ name, value: 1, type: 'counter', rate: metric.sample_rate });
  const byConsumer = (make: (consumer: string) => Stat): Stat[] =>
    consumer === undefined ? [] : [make(consumer)];
  switch (metric.name) {
    case 'unique_users':
      return byConsumer((value) => ({ name: `${scope}.user.uniques`, value, type: 'set', rate: null }));
    case 'request_per_user':
      return byConsumer((user) => count(`${scope}.user.${user}.request.count`));
    case 'status_count':
      return [count(`${scope}.status.${status}`)];
    case 'status_count_per_user':
      return byConsumer((user) => count(`${scope}.user.${user}.status.${status}`));
    case 'status_count_per_workspace':
      return [count(`${scope}.workspace.${workspace}.status.${status}`)];
    case 'status_count_per_user_per_route':
      return message.route
        ? byConsumer((user) => count(`route.${message.route?.id ?? ''}.user.${user}.status.${status}`))
        : [];
    default:
      return undefined;
  }
}

/** The sizes of the shared dictionaries. */
export function dictionaryLines(config: StatsdConfig, prefix: string, rate: number | null): string[] {
  const node = underscored(hostname());
  return sharedDictionaries.flatMap(([name, capacity]) =>
    (
      [
        ['free_space', capacity - emptyDictionaryBytes],
        ['capacity', capacity],
      ] as const
    ).map(([what, value]) => {
      const stat = (full: string): Stat => ({ name: full, value, type: 'gauge', rate });
      if (config.tag_style)
        return statsdLine(prefix, stat(`shdict.${what}`), config.tag_style, { node, shdict: name });
      const place = config.hostname_in_prefix ? `shdict.${name}` : `node.${node}.shdict.${name}`;
      return statsdLine(prefix, stat(`${place}.${what}`));
    }),
  );
}

/** The tags of a request; undefined without a service, of which nothing is sent then. */
function tagsOf(
  config: StatsdConfig,
  metric: Metric,
  message: LogMessage,
): Record<string, string> | undefined {
  const service = serviceOf(message.service, metric.service_identifier ?? config.service_identifier_default);
  if (service === undefined) return undefined;
  const consumer = consumerOf(
    message.consumer,
    metric.consumer_identifier ?? config.consumer_identifier_default,
  );
  const byId = (metric.workspace_identifier ?? config.workspace_identifier_default) === 'workspace_id';
  return {
    service,
    ...(message.route ? { route: textOf(message.route.name) ?? message.route.id } : {}),
    workspace: byId ? message.workspace : message.workspace_name,
    ...(consumer === undefined ? {} : { consumer }),
    node: underscored(hostname()),
    status: String(message.response.status),
  };
}

/** The lines of one metric of a finished request, but for the shared dictionaries'. */
export function metricLines(
  config: StatsdConfig,
  prefix: string,
  metric: Metric,
  message: LogMessage,
): string[] {
  const identifier = metric.service_identifier ?? config.service_identifier_default;
  const service = underscored(serviceOf(message.service, identifier) ?? 'unnamed');
  const scope = message.service ? `service.${service}` : 'global.unmatched';
  const stats = counted(config, metric, message, scope);
  if (stats) return config.tag_style ? [] : stats.map((stat) => statsdLine(prefix, stat));
  const [name, value] = figures(message)[metric.name] ?? ['', -1];
  if (value === -1) return [];
  const stat = { name, value, type: metric.stat_type, rate: metric.sample_rate };
  if (!config.tag_style) return [statsdLine(prefix, { ...stat, name: `${scope}.${name}` })];
  const tags = tagsOf(config, metric, message);
  return [tags ? statsdLine(prefix, stat, config.tag_style, tags) : statsdLine(prefix, stat)];
}
