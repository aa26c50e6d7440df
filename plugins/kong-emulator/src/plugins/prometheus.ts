import type { GatewayNode } from '../gateway-node.ts';
import type { Row } from '../schema/field.ts';
import { anyProtocols } from '../schema/typedefs.ts';
import { logMessage } from './log-message.ts';
import { MetricStore, type Family, type Labels } from './metric-store.ts';
import type { PluginDefinition } from './plugin.ts';

interface Config extends Row {
  per_consumer: boolean;
  status_code_metrics: boolean;
  latency_metrics: boolean;
  bandwidth_metrics: boolean;
  upstream_health_metrics: boolean;
}

const kongBounds = [1, 2, 5, 7, 10, 15, 20, 30, 50, 75, 100, 200, 500, 750, 1000, 3000, 6000];
const upstreamBounds = [25, 50, 80, 100, 250, 400, 700, 1000, 2000, 5000, 10000, 30000, 60000];

const bandwidth: Family = {
  name: 'kong_bandwidth_bytes',
  help: 'Total bandwidth (ingress/egress) throughput in bytes',
  type: 'counter',
};
const requests: Family = {
  name: 'kong_http_requests_total',
  help: 'HTTP status codes per consumer/service/route in Kong',
  type: 'counter',
};
const latency = (name: string, help: string): Family => ({
  name,
  help: `${help} for each service/route in Kong`,
  type: 'histogram',
});
const kongLatency = latency('kong_kong_latency_ms', 'Latency added by Kong and enabled plugins');
const upstreamLatency = latency('kong_upstream_latency_ms', 'Latency added by upstream response');
const requestLatency = latency('kong_request_latency_ms', 'Total latency incurred during requests');

const stores = new WeakMap<GatewayNode, MetricStore>();

/** What the plugin counted on a gateway: one store for all of its configurations. */
export function requestMetrics(gateway: GatewayNode): MetricStore {
  let store = stores.get(gateway);
  if (!store) {
    store = new MetricStore();
    stores.set(gateway, store);
  }
  return store;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Kong's prometheus 3.9: counts requests that found a route; the Admin API shows the counts under `/metrics`. */
export const prometheus: PluginDefinition = {
  name: 'prometheus',
  priority: 13,
  schema: {
    protocols: anyProtocols,
    config: [
      'per_consumer',
      'status_code_metrics',
      'ai_metrics',
      'latency_metrics',
      'bandwidth_metrics',
      'upstream_health_metrics',
    ].map((name) => ({ [name]: { type: 'boolean', default: false } })),
  },
  create: (row, _plugin, gateway) => {
    const config = row as Config;
    const store = requestMetrics(gateway);
    return {
      log: (exchange) => {
        const message = logMessage(exchange);
        const { route, service, latencies, request, response } = message;
        if (!route) return;
        const place: Labels = [
          ['service', textOf(service?.name) ?? textOf(service?.host) ?? ''],
          ['route', textOf(route.name) ?? route.id],
        ];
        const workspace: Labels = [['workspace', message.workspace_name]];
        const name = config.per_consumer ? (textOf(message.consumer?.username) ?? '') : '';
        const caller: Labels = [['consumer', name]];
        if (config.bandwidth_metrics) {
          const count = (direction: string, size: number): void => {
            if (size > 0)
              store.increase(bandwidth, [...place, ['direction', direction], ...workspace, ...caller], size);
          };
          count('ingress', request.size);
          count('egress', response.size);
        }
        if (config.status_code_metrics) {
          const source = message.source === 'upstream' ? 'service' : 'kong';
          const answer: Labels = [
            ['code', String(response.status)],
            ['source', source],
          ];
          store.increase(requests, [...place, ...answer, ...workspace, ...caller]);
        }
        if (config.latency_metrics) {
          const labels = [...place, ...workspace];
          store.observe(requestLatency, upstreamBounds, labels, latencies.request);
          if (latencies.proxy >= 0) store.observe(upstreamLatency, upstreamBounds, labels, latencies.proxy);
          store.observe(kongLatency, kongBounds, labels, latencies.kong);
        }
      },
    };
  },
};
