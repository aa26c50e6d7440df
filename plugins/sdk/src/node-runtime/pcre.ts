const end = String.raw`(?![\s\S])`;
/** Shorthands are ASCII in PCRE; JavaScript's `\s` is not. */
const outside: Readonly<Record<string, string>> = {
  d: '[0-9]',
  D: '[^0-9]',
  w: '[A-Za-z0-9_]',
  W: '[^A-Za-z0-9_]',
  s: String.raw`[ \t\n\v\f\r]`,
  S: String.raw`[^ \t\n\v\f\r]`,
  b: String.raw`\b`,
  B: String.raw`\B`,
  A: String.raw`(?<![\s\S])`,
  z: end,
  Z: String.raw`(?=\n?${end})`,
};
const inside: Readonly<Record<string, string>> = {
  d: '0-9',
  w: 'A-Za-z0-9_',
  s: String.raw` \t\n\v\f\r`,
  D: String.raw`\D`,
  W: String.raw`\W`,
};

/** Tried in this order at each place of a pattern; the rest are characters of their own. */
const token =
  /\\(?:x\{[0-9a-fA-F]{1,6}\}|x[0-9a-fA-F]{2}|[pP]\{\^?[A-Z][a-z]?\}|.)|\{\d+(?:,\d*)?\}|\(\?(?:P?<(?![=!])[A-Za-z_]\w*>|<[=!]|[:=!])|\(\*|\(\?|[*+?}]\+|[\s\S]/uy;

/**
 * A PCRE pattern as an expression of JavaScript that matches the same, for what both can say. Throws for the rest: back
 * references, possessive and atomic groups, POSIX classes, options other than a leading `(?i)`, `(?s)` or both.
 */
export function toRegExp(pattern: string, flags: '' | 'g'): RegExp {
  const refuse = (what: string): never => {
    throw new Error(`the pattern ${JSON.stringify(pattern)} uses ${what}, which cannot be had`);
  };
  const options = /^\(\?([is]+)\)/.exec(pattern);
  const body = options ? pattern.slice(options[0].length) : pattern;
  const dot = options?.[1]?.includes('s') ? String.raw`[\s\S]` : String.raw`[^\n]`;
  let source = '';
  let quantifier = false;
  token.lastIndex = 0;
  while (token.lastIndex < body.length) {
    const from = token.lastIndex;
    const part = token.exec(body)?.[0] ?? refuse('what cannot be read');
    if (part === '[') {
      const read = characterClass(body, from, refuse);
      source += read.source;
      token.lastIndex = read.end;
    } else if (part.startsWith('\\')) {
      source += escapeOf(part, outside) ?? refuse(part);
    } else if (/^([*+?}]\+|\(\*|\(\?)$/.test(part) && !(part === '}+' && !quantifier)) {
      refuse(part);
    } else if (part === '.') source += dot;
    else if (part === '$') source += String.raw`(?=\n?${end})`;
    else if (part === '{' || part === '}' || part === ']') source += `\\${part}`;
    else if (part === '}+') source += String.raw`\}+`;
    else source += part.replace('(?P<', '(?<');
    quantifier = /^\{\d/.test(part);
  }
  try {
    return new RegExp(source, `u${options?.[1]?.includes('i') ? 'i' : ''}${flags}`);
  } catch (error) {
    throw new Error(`the pattern ${JSON.stringify(pattern)} cannot be read: ${String(error)}`, {
      cause: error,
    });
  }
}

function escapeOf(part: string, shorthands: Readonly<Record<string, string>>): string | undefined {
  const letter = part.slice(1);
  if (shorthands[letter] !== undefined) return shorthands[letter];
  if (/^[tnrf]$/.test(letter)) return part;
  if (/^x\{/.test(letter)) return `\\u${letter.slice(1)}`;
  if (/^x/.test(letter)) return part;
  if (/^p\{\^/i.test(letter)) return undefined;
  if (/^[pP]\{/.test(letter)) return part;
  if (/^[A-Za-z0-9]/.test(letter)) return undefined;
  return /[\^$\\.*+?()[\]{}|/-]/.test(letter) ? (letter === '-' ? '-' : part) : letter;
}

/** Reads `[…]` from its bracket on. */
function characterClass(
  body: string,
  from: number,
  refuse: (what: string) => never,
): { source: string; end: number } {
  const characters = [...body.slice(from + 1)];
  let source = '[';
  let at = 0;
  let previousIsClass = false;
  if (characters[at] === '^') {
    source += '^';
    at += 1;
  }
  const first = at;
  for (; ; at += 1) {
    const character = characters[at] ?? refuse('a class without end');
    if (character === ']' && at > first) break;
    if (character === '[' && /[:.=]/.test(characters[at + 1] ?? '')) refuse('a POSIX class');
    const wasClass: boolean = previousIsClass;
    previousIsClass = false;
    if (character === '\\') {
      const part = /^\\(?:x\{[0-9a-fA-F]{1,6}\}|x[0-9a-fA-F]{2}|[pP]\{\^?[A-Z][a-z]?\}|.)/su.exec(
        characters.slice(at).join(''),
      )?.[0];
      if (part === undefined) refuse('a class without end');
      const escaped = part === '\\-' ? part : escapeOf(part ?? '', inside);
      source += escaped ?? refuse(`${part} in a class`);
      previousIsClass = /^\\[dwsDWpP]/.test(part ?? '');
      at += [...(part ?? '')].length - 1;
    } else if (character === '-') {
      const next = characters[at + 1];
      const isLiteral =
        at === first || wasClass || next === ']' || isShorthand(characters[at + 1], characters[at + 2]);
      source += isLiteral ? String.raw`\-` : '-';
    } else {
      source += /[[\]^]/.test(character) ? `\\${character}` : character;
    }
  }
  return { source: `${source}]`, end: from + 1 + characters.slice(0, at + 1).join('').length };
}

function isShorthand(character: string | undefined, letter: string | undefined): boolean {
  return character === '\\' && /[dwsDWpP]/.test(letter ?? '');
}
