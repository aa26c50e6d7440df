import { isAmbiguous } from './pattern/ambiguity.ts';
import { toRegExp } from './node-runtime/pcre.ts';

const longest = 1000;

/**
 * Why a pattern of `ctx.re` cannot be used, as the end of a sentence that begins with its name; undefined when it can. For
 * policies whose patterns come from their configuration: `z.string().refine((text) => unsafePattern(text) === undefined)`.
 * Refused is what PCRE and JavaScript read differently, and what may try a text in exponentially many ways; the gateway's own
 * limit of 100,000 tries (nginx_http_lua_regex_match_limit) ends slower growth.
 */
export function unsafePattern(pattern: string): string | undefined {
  if (pattern.length > longest) return `is longer than ${longest} characters; split it`;
  let expression: RegExp;
  try {
    expression = toRegExp(pattern, '');
  } catch (error) {
    return `cannot be used: ${error instanceof Error ? error.message : String(error)}`;
  }
  return isAmbiguous(expression)
    ? 'may try a text in exponentially many ways; write repeats that cannot match the same text twice, such as (a|b)* for (a*b*)*'
    : undefined;
}
