import type { Exchange } from '../exchange/exchange.ts';
import type { Row } from '../schema/field.ts';
import type { PluginDefinition } from './plugin.ts';
import { rateLimitingSchema } from './rate-limiting-schema.ts';
import { redisLink, type RedisPlace } from './redis-link.ts';
import { periods, seconds, windowStart, WindowCounters, type Period } from './window-counters.ts';

interface Config extends Row {
  limit_by: string;
  header_name: string | null;
  path: string | null;
  hide_client_headers: boolean;
  error_code: number;
  error_message: string;
  policy: 'local' | 'cluster' | 'redis';
  fault_tolerant: boolean;
  redis: RedisPlace & Row;
}

/** Shared by every instance of one gateway, as Kong's shared dictionary is: a changed configuration keeps its counts. */
const counters = new WeakMap<object, WindowCounters>();

function identify(exchange: Exchange, config: Config): string {
  const { consumer, credential, client, match } = exchange;
  const address = client.forwardedIp;
  switch (config.limit_by) {
    case 'service':
      return match?.service?.id ?? address;
    case 'consumer':
      return consumer?.id ?? credential?.id ?? address;
    case 'credential':
      return credential?.id ?? address;
    case 'header':
      return (
        (config.header_name === null ? undefined : exchange.upstream.headers.get(config.header_name)) ??
        address
      );
    case 'path':
      return exchange.rawPath === config.path ? exchange.rawPath : address;
    default:
      return address;
  }
}

const title = (period: Period): string => period.charAt(0).toUpperCase() + period.slice(1);

/** Kong's rate-limiting 3.9 with the policy `local`; `cluster` and `redis` count locally too, for one node is all there is, but `redis` only while its server can be reached. */
export const rateLimiting: PluginDefinition = {
  name: 'rate-limiting',
  priority: 910,
  schema: rateLimitingSchema,
  create: (row, plugin, gateway) => {
    const config = row as Config;
    const limits = periods
      .filter((period) => typeof row[period] === 'number')
      .map((period) => [period, Number(row[period])] as const);
    const idOf = (field: string): string => (plugin[field] as { id: string } | null)?.id ?? '';
    const place = `${idOf('route')}:${idOf('service')}`;
    const counts = counters.get(gateway) ?? new WindowCounters();
    counters.set(gateway, counts);
    const isReached = config.policy === 'redis' ? redisLink(config.redis) : undefined;
    return {
      access: async (exchange) => {
        if (isReached && !(await isReached())) {
          gateway.log('error', 'rate-limiting: failed to get usage: cannot reach Redis');
          if (config.fault_tolerant) return;
          exchange.fail(500, 'An unexpected error occurred');
        }
        const now = gateway.settings.clock();
        const key = `${place}:${identify(exchange, config)}`;
        const windows = limits.map(([period, limit]) => {
          const start = windowStart(period, now);
          return { period, limit, start, left: limit - counts.read(key, period, start) };
        });
        const stop = windows.find(({ left }) => left <= 0)?.period;
        let tightest: { limit: number; left: number; window: number; reset: number } | undefined;
        const headers = exchange.answerHeaders;
        for (const { period, limit, start, left } of windows) {
          const after = Math.max(0, stop === undefined || stop === period ? left - 1 : left);
          const window = seconds[period];
          if (!tightest || after < tightest.left || (after === tightest.left && window > tightest.window)) {
            const reset = Math.max(1, window - Math.floor((now - start) / 1000));
            tightest = { limit, left: after, window, reset };
          }
          if (config.hide_client_headers) continue;
          headers.set(`X-RateLimit-Limit-${title(period)}`, String(limit));
          headers.set(`X-RateLimit-Remaining-${title(period)}`, String(after));
        }
        if (tightest && !config.hide_client_headers) {
          headers.set('RateLimit-Limit', String(tightest.limit));
          headers.set('RateLimit-Remaining', String(tightest.left));
          headers.set('RateLimit-Reset', String(tightest.reset));
        }
        if (stop !== undefined) {
          if (tightest && !config.hide_client_headers) headers.set('Retry-After', String(tightest.reset));
          exchange.fail(config.error_code, config.error_message);
        }
        for (const { period, start } of windows) counts.increase(key, period, start);
      },
    };
  },
};
