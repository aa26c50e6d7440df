import type { Gateway } from '../gateway.ts';
import { MetricStore, type Family } from '../plugins/metric-store.ts';
import { requestMetrics } from '../plugins/prometheus.ts';
import { emptyDictionaryBytes, sharedDictionaries } from '../shared-dictionaries.ts';
import type { Methods } from './context.ts';

const gauge = (name: string, help: string): Family => ({ name: `kong_${name}`, help, type: 'gauge' });

const connections = gauge('nginx_connections_total', 'Number of connections by subsystem');
const requests = gauge('nginx_requests_total', 'Number of requests total');
const timers = gauge('nginx_timers', 'Number of nginx timers');
const datastore = gauge('datastore_reachable', 'Datastore reachable from Kong, 0 is unreachable');
const info = gauge('node_info', 'Kong Node metadata information');
const used = gauge('memory_lua_shared_dict_bytes', 'Allocated slabs in bytes in a shared_dict');
const total = gauge('memory_lua_shared_dict_total_bytes', 'Total capacity in bytes of a shared_dict');
const vms = gauge('memory_workers_lua_vms_bytes', 'Allocated bytes in worker Lua VM');
const errors: Family = {
  name: 'kong_nginx_metric_errors_total',
  help: 'Number of nginx-lua-prometheus errors',
  type: 'counter',
};
const health = gauge(
  'upstream_target_health',
  'Health status of targets of upstream. States = healthchecks_off|healthy|unhealthy|dns_error, value is 1 when state is populated.',
);

const http = ['subsystem', 'http'] as const;
const kongHttp = ['kong_subsystem', 'http'] as const;

function nodeMetrics(gateway: Gateway): MetricStore {
  const store = new MetricStore();
  const node = ['node_id', gateway.nodeId] as const;
  const { accepted, active, requests: served } = gateway.counts;
  const states = {
    accepted,
    handled: accepted,
    total: served,
    active,
    reading: 0,
    writing: active,
    waiting: 0,
  };
  for (const [state, count] of Object.entries(states))
    store.set(connections, [node, http, ['state', state]], count);
  store.set(requests, [node, http], served);
  store.set(timers, [['state', 'running']], 0);
  store.set(timers, [['state', 'pending']], 0);
  store.set(datastore, [], 1);
  store.set(info, [node, ['version', '3.9.3']], 1);
  store.set(errors, [], 0);
  for (const [name, capacity] of sharedDictionaries) {
    const labels = [node, ['shared_dict', name], kongHttp] as const;
    store.set(used, labels, emptyDictionaryBytes);
    store.set(total, labels, capacity);
  }
  store.set(vms, [node, ['pid', String(process.pid)], kongHttp], process.memoryUsage().heapUsed);
  return store;
}

/** The emulator checks no health: every target is as one whose checks are off. */
function addHealth(gateway: Gateway, store: MetricStore): void {
  for (const upstream of gateway.store.table('upstreams').values()) {
    for (const target of gateway.store.table('targets').values()) {
      if ((target.upstream as { id: string }).id !== upstream.id) continue;
      for (const state of ['healthchecks_off', 'healthy', 'unhealthy', 'dns_error']) {
        const address = String(target.target);
        store.set(
          health,
          [
            ['upstream', String(upstream.name)],
            ['target', address],
            ['address', address],
            ['state', state],
            http,
          ],
          state === 'healthchecks_off' ? 1 : 0,
        );
      }
    }
  }
}

/** `/metrics`: the node's own figures, and with the plugin prometheus those of requests. */
export function metrics(segments: readonly string[]): Methods | undefined {
  if (segments.length !== 1 || segments[0] !== 'metrics') return undefined;
  return {
    GET: ({ gateway }) => {
      const plugins = [...gateway.store.table('plugins').values()].filter(
        ({ name, enabled }) => name === 'prometheus' && enabled === true,
      );
      const store = nodeMetrics(gateway);
      const wantsHealth = plugins.some(
        ({ config }) => (config as { upstream_health_metrics: boolean }).upstream_health_metrics,
      );
      if (wantsHealth) addHealth(gateway, store);
      if (plugins.length > 0) store.include(requestMetrics(gateway));
      return { status: 200, text: { type: 'text/plain; charset=UTF-8', body: store.print() } };
    },
  };
}
