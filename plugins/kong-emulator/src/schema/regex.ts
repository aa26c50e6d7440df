/** A JavaScript pattern for a PCRE one: named groups, possessive and atomic forms that occur in routes. */
export function pcreToJs(pattern: string): { source: string; flags: string } {
  let flags = '';
  let source = pattern.replace(/^\(\?([imsx]+)\)/, (_all, letters: string) => {
    flags = [...letters].filter((letter) => 'ims'.includes(letter)).join('');
    return '';
  });
  source = source
    .replaceAll('(?P<', '(?<')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/\\A/g, '^')
    .replace(/\\[zZ]/g, '$')
    .replace(/\\h/g, '[ \\t]')
    .replace(/([*+?}])\+/g, '$1');
  return { source, flags };
}

/** What Kong says of a path's regular expression that cannot be compiled, or undefined. */
export function regexProblem(pattern: string): string | undefined {
  try {
    const { source, flags } = pcreToJs(pattern);
    new RegExp(source, flags);
    return undefined;
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    const words = /Unterminated group/.test(reason)
      ? 'missing closing parenthesis'
      : /Unmatched '\)'/.test(reason)
        ? 'unmatched closing parenthesis'
        : /character class/.test(reason)
          ? 'missing terminating ] for character class'
          : 'quantifier does not follow a repeatable item';
    return `invalid regex: '${pattern}' (PCRE returned: pcre2_compile() failed: ${words} in "${pattern}")`;
  }
}
