import { hostname } from 'node:os';
import { pluginRegistry } from '../plugins/registry.ts';
import type { Row } from '../schema/field.ts';
import { ok, type AdminCall, type Methods } from './context.ts';

const version = '3.9.3';

function root({ gateway }: AdminCall): Row {
  const available: Row = {};
  for (const { name, priority } of pluginRegistry.values()) available[name] = { version, priority };
  const inUse = new Set([...gateway.store.table('plugins').values()].map(({ name }) => String(name)));
  const { database, luaRequires, trustedIps } = gateway.settings;
  return {
    version,
    edition: 'community',
    tagline: 'Welcome to kong',
    // Says what answers here: clients that only want Kong's API do not read it.
    emulator: true,
    hostname: hostname(),
    node_id: gateway.nodeId,
    lua_version: 'LuaJIT 2.1 (emulated)',
    plugins: { available_on_server: available, enabled_in_cluster: [...inUse] },
    pids: { master: process.pid, workers: [process.pid] },
    configuration: {
      database: database ? 'postgres' : 'off',
      router_flavor: 'traditional_compatible',
      untrusted_lua: 'sandbox',
      untrusted_lua_sandbox_requires: [...luaRequires],
      trusted_ips: [...trustedIps],
      loaded_plugins: Object.fromEntries([...pluginRegistry.keys()].map((name) => [name, true])),
    },
  };
}

function status({ gateway }: AdminCall): Row {
  const { accepted, active, requests } = gateway.counts;
  return {
    memory: {
      workers_lua_vms: [
        {
          pid: process.pid,
          http_allocated_gc: `${(process.memoryUsage().heapUsed / 2 ** 20).toFixed(2)} MiB`,
        },
      ],
      lua_shared_dicts: {},
    },
    server: {
      connections_accepted: accepted,
      connections_handled: accepted,
      connections_active: active,
      connections_reading: 0,
      connections_writing: active,
      connections_waiting: 0,
      total_requests: requests,
    },
    database: { reachable: true },
    ...(gateway.settings.database ? {} : { configuration_hash: gateway.configurationHash }),
  };
}

/** What Kong says of itself. */
export function information(segments: readonly string[]): Methods | undefined {
  switch (segments.join('/')) {
    case '':
      return { GET: (call) => ok(root(call)) };
    case 'status':
      return { GET: (call) => ok(status(call)) };
    case 'plugins/enabled':
      return { GET: () => ok({ enabled_plugins: [...pluginRegistry.keys()] }) };
    case 'debug/node/log-level':
      return { GET: () => ok({ message: 'log level: notice' }) };
    case 'cache':
      return { DELETE: () => ({ status: 204 }) };
    default:
      return undefined;
  }
}
