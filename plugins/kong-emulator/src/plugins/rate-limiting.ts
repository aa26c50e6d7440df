import type { Exchange } from '../exchange/exchange.ts';
import type { Row } from '../schema/field.ts';
import type { PluginDefinition } from './plugin.ts';
import { periods, rateLimitingSchema, type Period } from './rate-limiting-schema.ts';

interface Config extends Row {
  limit_by: string;
  header_name: string | null;
  path: string | null;
  hide_client_headers: boolean;
  error_code: number;
  error_message: string;
}

const seconds: Record<Period, number> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86400,
  month: 2592000,
  year: 31536000,
};

/** When the current window of a kind began, in milliseconds; windows are those of the calendar in UTC. */
function windowStart(period: Period, now: number): number {
  const date = new Date(now);
  if (period === 'month') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  if (period === 'year') return Date.UTC(date.getUTCFullYear(), 0);
  const length = seconds[period] * 1000;
  return now - (now % length);
}

/** Counts by window; windows that ended are dropped now and then. */
class Counters {
  readonly #counts = new Map<string, { start: number; period: Period; count: number }>();

  read(key: string, period: Period, start: number): number {
    const known = this.#counts.get(`${period}:${key}`);
    return known?.start === start ? known.count : 0;
  }

  increase(key: string, period: Period, start: number): void {
    const name = `${period}:${key}`;
    const known = this.#counts.get(name);
    if (known?.start === start) {
      known.count += 1;
      return;
    }
    if (this.#counts.size > 100_000) this.#drop();
    this.#counts.set(name, { start, period, count: 1 });
  }

  #drop(): void {
    const now = Date.now();
    for (const [key, { start, period }] of this.#counts) {
      if (windowStart(period, now) !== start) this.#counts.delete(key);
    }
  }
}

/** Shared by every instance of one gateway, as Kong's shared dictionary is: a changed configuration keeps its counts. */
const counters = new WeakMap<object, Counters>();

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

/** Kong's rate-limiting 3.9 with the policy `local`; `cluster` and `redis` count locally too, for one node is all there is. */
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
    const counts = counters.get(gateway) ?? new Counters();
    counters.set(gateway, counts);
    return {
      access: (exchange) => {
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
