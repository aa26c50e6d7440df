const classes: Record<string, string> = {
  a: 'A-Za-z',
  d: '0-9',
  l: 'a-z',
  u: 'A-Z',
  w: 'A-Za-z0-9',
  x: 'A-Fa-f0-9',
  s: '\\s',
  p: '!-\\/:-@\\[-`{-~',
};

const cache = new Map<string, RegExp>();

/** A regular expression for a Lua pattern; serves the patterns of Kong's schemas, which use no `%b`, `%f` nor lazy `-`. */
export function luaPattern(pattern: string): RegExp {
  const known = cache.get(pattern);
  if (known) return known;
  let out = '';
  let inSet = false;
  for (let index = 0; index < pattern.length; index += 1) {
    const char = pattern[index] ?? '';
    if (char === '%') {
      index += 1;
      const next = pattern[index] ?? '';
      const set = classes[next];
      out += set ? (inSet ? set : `[${set}]`) : `\\${next}`;
      continue;
    }
    if (char === '[') inSet = true;
    if (char === ']') inSet = false;
    out += char === '/' || char === '|' || char === '{' || char === '}' ? `\\${char}` : char;
  }
  const compiled = new RegExp(out, 's');
  cache.set(pattern, compiled);
  return compiled;
}
