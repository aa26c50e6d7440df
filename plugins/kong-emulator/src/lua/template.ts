import type { Exchange } from '../exchange/exchange.ts';
import { luaOf } from './engine.ts';

/** A configured text, worked out for a request; throws where its Lua fails. */
export type Template = (exchange: Exchange) => string;

/** The end of a `$(` that begins at a position, brackets counted. */
function closing(text: string, from: number): number {
  let depth = 0;
  for (let index = from; index < text.length; index += 1) {
    if (text[index] === '(') depth += 1;
    if (text[index] === ')') depth -= 1;
    if (depth === 0) return index;
  }
  return -1;
}

/** A text in which `$(…)` is Lua that sees `headers`, `query_params`, `uri_captures` and `shared`. */
export function template(text: string): Template {
  if (!text.includes('$(')) return () => text;
  const parts: Template[] = [];
  let at = 0;
  for (;;) {
    const start = text.indexOf('$(', at);
    const end = start < 0 ? -1 : closing(text, start + 1);
    const plain = text.slice(at, end < 0 ? undefined : start);
    parts.push(() => plain);
    if (end < 0) break;
    const code = text.slice(start + 2, end);
    parts.push((exchange) => luaOf(exchange.gateway).evaluate(exchange, code));
    at = end + 1;
  }
  return (exchange) => parts.map((part) => part(exchange)).join('');
}
