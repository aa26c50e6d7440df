import { createHash } from 'node:crypto';
import type { Exchange } from '../exchange/exchange.ts';
import { parseArguments } from '../exchange/query.ts';

/** What of a configuration decides which requests share an answer. */
export interface CacheKeyConfig {
  ignore_uri_case: boolean;
  vary_query_params: string[] | null;
  vary_headers: string[] | null;
}

const byBytes = (left: string, right: string): number =>
  Buffer.compare(Buffer.from(left), Buffer.from(right));

/** `name=value` of the fields that are given, joined by colons. */
function keyOf(fields: readonly string[], valuesOf: (field: string) => readonly (string | true)[]): string {
  return fields
    .flatMap((field) => {
      const values = valuesOf(field);
      if (values.length === 0) return [];
      if (values.length === 1 && values[0] === true) return [field];
      return [`${field}=${values.map(String).sort(byBytes).join(',')}`];
    })
    .join(':');
}

/** The key of a request as proxy-cache of Kong 3.9 makes it (cache_key.lua), in hex. */
export function cacheKey(exchange: Exchange, config: CacheKeyConfig): string {
  const { consumer, match, method, request, headers } = exchange;
  const route = match?.route.id ?? 'default';
  const owner = consumer && match ? `${consumer.id}:${route}` : route;
  const isAsked = exchange.query !== undefined;
  const line = `${method} ${exchange.rawPath}${isAsked ? '' : ` HTTP/${request.httpVersion}`}`;
  const args = parseArguments(exchange.upstream.query);
  const vary = config.vary_query_params ?? [];
  const params = keyOf(
    vary.length > 0 ? vary : [...args.keys()].sort(byBytes),
    (name) => args.get(name) ?? [],
  );
  const lines = keyOf(config.vary_headers ?? [], (name) => headers.getAll(name));
  const uri = config.ignore_uri_case ? line.toLowerCase() : line;
  return createHash('sha256').update(`${owner}|${method}|${uri}|${params}|${lines}`).digest('hex');
}
