import type { PatternTools } from '../handler/context.ts';
import { toRegExp } from './pcre.ts';

/** `ctx.re` in Node. */
export const patternTools: PatternTools = {
  test: (text, pattern) => toRegExp(pattern, '').test(text),
  match: (text, pattern) => {
    const found = toRegExp(pattern, '').exec(text);
    return found === null ? undefined : [...found].map((group: string | undefined) => group ?? '');
  },
  replace: (text, pattern, replacement) => text.replace(toRegExp(pattern, 'g'), () => replacement),
};
