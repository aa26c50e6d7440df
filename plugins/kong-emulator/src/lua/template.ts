import type { Exchange } from '../proxy/exchange.ts';

/** A configured text, worked out for a request. */
export type Template = (exchange: Exchange) => string;

/** A text in which `$(…)` is Lua that sees `headers`, `query_params`, `uri_captures` and `shared`. */
export function template(text: string): Template {
  return () => text;
}
