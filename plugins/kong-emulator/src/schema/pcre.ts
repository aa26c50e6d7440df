import { pcreToJs } from './regex.ts';

/** A class, an escaped character, or what means another thing to JavaScript. */
const tokens = /\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|\\[\s\S]|[.$]/g;

const end = String.raw`(?![\s\S])`;
const spaces = String.raw` \t\n\v\f\r`;

const meanings: Readonly<Record<string, string>> = {
  '.': String.raw`[^\n]`,
  // Ends ahead of a last line feed too.
  $: String.raw`(?=\n?${end})`,
  '\\A': String.raw`(?<![\s\S])`,
  '\\Z': String.raw`(?=\n?${end})`,
  '\\z': end,
  // ASCII alone.
  '\\s': `[${spaces}]`,
  '\\S': `[^${spaces}]`,
};

/** Escaped though it needs no escape, which JavaScript refuses with its `u` flag. */
const needless = /\\([^A-Za-z0-9^$\\.*+?()[\]{}|/-])/g;

/** A pattern as ngx.re reads it, with its options as flags of JavaScript: where both can say it, it matches the same. */
export function ngxRegExp(pattern: string, options: string): RegExp {
  // Ahead of pcreToJs, which reads the ends of a text as those of a path.
  const given = pcreToJs(pattern.replace(/\\[AzZ]/g, (token) => meanings[token] ?? token));
  const flags = new Set([
    ...given.flags,
    ...[...options].filter((letter) => 'ims'.includes(letter)),
    'd',
    'g',
  ]);
  if (options.includes('u')) flags.add('u');
  const source = given.source.replace(tokens, (token) => {
    if (token.startsWith('[')) {
      return token.replaceAll(needless, '$1').replaceAll('\\s', spaces);
    }
    if ((token === '.' && flags.has('s')) || (token === '$' && flags.has('m'))) return token;
    return meanings[token] ?? (token === '\\-' ? '-' : token.replace(needless, '$1'));
  });
  return new RegExp(options.includes('a') ? `^(?:${source})` : source, [...flags].join(''));
}
