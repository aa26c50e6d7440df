import { lifetime, parseDirectives, type Directives } from '../exchange/cache-control.ts';
import { errorPage, statusMessages } from '../exchange/error-pages.ts';
import type { Exchange, Outcome } from '../exchange/exchange.ts';
import { Exit } from '../exchange/exit.ts';
import type { GatewayNode } from '../gateway-node.ts';
import type { Row } from '../schema/field.ts';
import { cacheKey, type CacheKeyConfig } from './cache-key.ts';
import { isCacheable, type CacheableConfig } from './cacheable.ts';
import type { PluginDefinition } from './plugin.ts';
import { proxyCacheSchema } from './proxy-cache-schema.ts';
import { responseStore, type StoredResponse } from './response-store.ts';

type Config = Row &
  CacheKeyConfig &
  CacheableConfig & {
    request_method: string[];
    cache_ttl: number;
    storage_ttl: number | null;
    memory: { dictionary_name: string };
    response_headers: { age: boolean; 'X-Cache-Status': boolean; 'X-Cache-Key': boolean };
  };

/** One answer on its way into the cache. */
interface Pending {
  key: string;
  ttl: number;
  headers: readonly (readonly [string, string])[];
  chunks: Buffer[];
}

/** Lines that a kept answer does not bring back. */
const ownLines =
  /^(connection|keep-alive|proxy-authenticate|proxy-authorization|te|trailers|transfer-encoding|upgrade|content-length|age|x-cache-status|x-cache-key|.*ratelimit-remaining.*)$/i;

/** Lines that Kong adds after the plugins have run, which therefore no plugin sees. */
const laterLines = /^(x-kong-(upstream-latency|proxy-latency|request-id)|via|date)$/i;

/** Whether a client does not want what is kept, for its age; as Kong, a request with `max-age=0` still gets it within the second. */
function isTooOld(stored: StoredResponse, directives: Directives, config: Config, now: number): boolean {
  const age = now - stored.timestamp;
  if (!config.cache_control) return age > config.cache_ttl;
  const over = (name: string, value: number): boolean => {
    const limit = directives.get(name);
    return typeof limit === 'number' && value > limit;
  };
  const fresh = directives.get('min-fresh');
  return (
    over('max-age', age) ||
    over('max-stale', age - stored.ttl) ||
    (typeof fresh === 'number' && stored.ttl - age < fresh)
  );
}

/** Kong's proxy-cache 3.9 with the strategy `memory`: answers of upstreams, kept in this process. */
export const proxyCache: PluginDefinition = {
  name: 'proxy-cache',
  priority: 100,
  schema: proxyCacheSchema,
  create: (row, _plugin, gateway: GatewayNode) => {
    const config = row as Config;
    const store = responseStore(gateway, config.memory.dictionary_name);
    const keys = new WeakMap<Exchange, string>();
    const pending = new WeakMap<Exchange, Pending>();
    const now = (): number => Math.floor(gateway.settings.clock() / 1000);
    const shows = (exchange: Exchange, name: keyof Config['response_headers']): boolean =>
      config.response_headers[name] || exchange.headers.has('kong-debug');

    const serve = (
      exchange: Exchange,
      key: string,
      { status, headers, body, timestamp }: StoredResponse,
    ): never => {
      const lines = headers.filter(([name]) => !ownLines.test(name));
      const added: [keyof Config['response_headers'], string][] = [
        ['age', String(now() - timestamp)],
        ['X-Cache-Status', 'Hit'],
        ['X-Cache-Key', key],
      ];
      exchange.answerHeaders.remove('X-Cache-Key');
      exchange.isProxied = true;
      throw new Exit(status, body, [...lines, ...added.filter(([name]) => shows(exchange, name))]);
    };

    return {
      access: (exchange) => {
        const directives = parseDirectives(exchange.headers.getAll('cache-control'));
        const isRefused = config.cache_control && (directives.has('no-store') || directives.has('no-cache'));
        const say = (status: string): void => {
          if (shows(exchange, 'X-Cache-Status')) exchange.answerHeaders.set('X-Cache-Status', status);
        };
        if (isRefused || !config.request_method.includes(exchange.method)) {
          say('Bypass');
          return;
        }
        const key = cacheKey(exchange, config);
        if (shows(exchange, 'X-Cache-Key')) exchange.answerHeaders.set('X-Cache-Key', key);
        const stored = store.get(key);
        if (!stored && config.cache_control && directives.has('only-if-cached')) {
          const page = errorPage(
            statusMessages[504] ?? '',
            exchange.requestId,
            exchange.headers.get('accept'),
            'text/plain',
          );
          throw new Exit(504, page.body, [['Content-Type', page.type]]);
        }
        if (stored && !isTooOld(stored, directives, config, now())) serve(exchange, key, stored);
        keys.set(exchange, key);
        say(stored ? 'Refresh' : 'Miss');
      },
      headerFilter: (exchange) => {
        const key = keys.get(exchange);
        const { outcome } = exchange;
        if (key === undefined || !outcome) return;
        const directives = parseDirectives(outcome.headers.getAll('cache-control'));
        const clock = gateway.settings.clock();
        if (isCacheable(outcome, directives, config, clock)) {
          pending.set(exchange, {
            key,
            ttl: config.cache_control
              ? lifetime(directives, outcome.headers.get('expires'), clock)
              : config.cache_ttl,
            headers: keptLines(outcome),
            chunks: [],
          });
        } else if (shows(exchange, 'X-Cache-Status')) outcome.headers.set('X-Cache-Status', 'Bypass');
      },
      bodyFilter: (exchange, chunk, isLast) => {
        const entry = pending.get(exchange);
        // An answer to HEAD has no body to keep, and Kong keeps none either.
        if (!entry || exchange.method === 'HEAD') return chunk;
        entry.chunks.push(chunk);
        if (isLast) {
          const response: StoredResponse = {
            status: exchange.outcome?.status ?? 0,
            headers: entry.headers,
            body: Buffer.concat(entry.chunks),
            requestBody: exchange.body.toString('utf8'),
            timestamp: now(),
            ttl: entry.ttl,
          };
          store.set(entry.key, response, config.storage_ttl ?? entry.ttl);
        }
        return chunk;
      },
    };
  },
};

function keptLines({ headers }: Outcome): Pending['headers'] {
  return headers.lines.filter(([name]) => !laterLines.test(name));
}
