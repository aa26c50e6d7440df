import type { Exchange } from '../exchange/exchange.ts';
import { Exit } from '../exchange/exit.ts';
import type { HeaderList } from '../exchange/headers.ts';
import type { Row } from '../schema/field.ts';
import type { Stored } from '../store/table.ts';
import type { PluginDefinition } from './plugin.ts';
import { responseRatelimitingSchema } from './response-ratelimiting-schema.ts';
import { periods, windowStart, WindowCounters, type Period } from './window-counters.ts';

interface Config extends Row {
  header_name: string;
  limit_by: 'consumer' | 'credential' | 'ip';
  limits: Record<string, Record<Period, number | null>>;
  block_on_first_violation: boolean;
  hide_client_headers: boolean;
}

/** What is left of one limit in one window when a request begins. */
interface Usage {
  limit: string;
  period: Period;
  size: number;
  left: number;
  start: number;
  key: string;
}

/** Shared by every instance of one gateway, so that a changed configuration keeps its counts. */
const counters = new WeakMap<object, WindowCounters>();

function identify({ consumer, credential, client }: Exchange, limitBy: Config['limit_by']): string {
  const owner = limitBy === 'consumer' ? (consumer ?? credential) : credential;
  return limitBy === 'ip' ? client.forwardedIp : (owner?.id ?? client.forwardedIp);
}

/** The amounts `name=number` that an upstream charges; names without a limit do not count. */
function chargesIn(headers: HeaderList, config: Config): Map<string, number> {
  const out = new Map<string, number>();
  for (const part of headers.get(config.header_name)?.split(',') ?? []) {
    const [name = '', amount, ...more] = part.split('=').map((text) => text.trim());
    if (amount === undefined || amount === '' || more.length > 0 || !Object.hasOwn(config.limits, name))
      continue;
    const number = Number(amount);
    if (!Number.isNaN(number)) out.set(name, number);
  }
  return out;
}

const placeOf = (plugin: Stored): string =>
  ['route', 'service'].map((field) => (plugin[field] as { id: string } | null)?.id ?? '').join(':');

/** Kong's response-ratelimiting 3.9, counted locally: the upstream says what an answer costs. */
export const responseRatelimiting: PluginDefinition = {
  name: 'response-ratelimiting',
  priority: 900,
  schema: responseRatelimitingSchema,
  create: (row, plugin, gateway) => {
    const config = row as Config;
    const counts = counters.get(gateway) ?? new WindowCounters();
    counters.set(gateway, counts);
    const known = new WeakMap<Exchange, Usage[]>();

    const usageOf = (exchange: Exchange): Usage[] => {
      const now = gateway.settings.clock();
      return Object.entries(config.limits).flatMap(([limit, sizes]) => {
        const key = `${placeOf(plugin)}:${identify(exchange, config.limit_by)}:${limit}`;
        return periods.flatMap((period): Usage[] => {
          const size = sizes[period];
          if (typeof size !== 'number') return [];
          const start = windowStart(period, now);
          return [{ limit, period, size, start, key, left: size - counts.read(key, period, start) }];
        });
      });
    };

    return {
      access: (exchange) => {
        const usage = usageOf(exchange);
        for (const limit of Object.keys(config.limits)) {
          const left = usage.filter((one) => one.limit === limit).map((one) => one.left);
          // What was overdrawn is below zero, and is refused by the upstream's charge alone, as in Kong.
          if (config.block_on_first_violation && left.includes(0))
            exchange.fail(429, `API rate limit exceeded for '${limit}'`);
          exchange.answerHeaders.set(`X-RateLimit-Remaining-${limit}`, String(Math.min(...left)));
        }
        known.set(exchange, usage);
      },
      headerFilter: (exchange) => {
        const headers = exchange.outcome?.headers;
        const usage = known.get(exchange);
        if (!headers || !usage) return;
        const charges = chargesIn(headers, config);
        for (const { limit, period, size, left } of usage) {
          if (config.hide_client_headers) break;
          const after = Math.max(0, left - (charges.get(limit) ?? 0));
          headers.set(`X-RateLimit-Limit-${limit}-${period}`, String(size));
          headers.set(`X-RateLimit-Remaining-${limit}-${period}`, String(after));
        }
        headers.remove(config.header_name);
        if (usage.some(({ limit, left }) => (charges.get(limit) ?? 0) > 0 && left <= 0))
          throw new Exit(429, undefined);
        for (const { limit, period, key, start } of usage) {
          const charge = charges.get(limit);
          if (charge !== undefined) counts.increase(key, period, start, charge);
        }
      },
    };
  },
};
