import { unsafePattern } from '@apim/sdk/pattern';

const space = String.raw`\s\x{a0}\x{feff}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}`;
const token = /\\(?:u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|[pP]\{[^}]*\}|c[A-Za-z]|.)|\[\^?|[\s\S]/suy;

export type EcmaPattern = { readonly pcre: string } | { readonly problem: string };

/**
 * A pattern of JSON Schema (ECMA-262) as a PCRE pattern that matches the same texts; or why it cannot be had, as the end of a
 * sentence that begins with its name.
 */
export function ecmaPattern(pattern: string): EcmaPattern {
  try {
    new RegExp(pattern, 'u');
  } catch {
    try {
      new RegExp(pattern);
    } catch (error) {
      return { problem: `cannot be read: ${error instanceof Error ? error.message : String(error)}` };
    }
  }
  const pcre = translate(pattern);
  if (pcre === undefined) return { problem: 'uses what the gateway’s patterns do not have' };
  const problem = unsafePattern(pcre);
  return problem === undefined ? { pcre } : { problem };
}

function translate(pattern: string): string | undefined {
  let pcre = '';
  let isInClass = false;
  token.lastIndex = 0;
  for (let part = token.exec(pattern)?.[0]; part !== undefined; part = token.exec(pattern)?.[0]) {
    if (part.startsWith('\\')) {
      const escape = escapeOf(part, isInClass);
      if (escape === undefined) return undefined;
      pcre += escape;
    } else if (part.startsWith('[') && !isInClass) {
      // An empty class is none in PCRE, which takes the bracket as its first member.
      if (pattern[token.lastIndex] === ']') return undefined;
      const members = /^(?:\\[\s\S]|[^\]\\])*/.exec(pattern.slice(token.lastIndex))?.[0] ?? '';
      // White space and all else is the way to write any character.
      if (/\\s/.test(members) && /\\S/.test(members) && part === '[') {
        pcre += String.raw`[\x{0}-\x{10ffff}]`;
        token.lastIndex += members.length + 1;
        continue;
      }
      isInClass = true;
      pcre += part;
    } else if (isInClass) {
      isInClass = part !== ']';
      pcre += part.startsWith('[') ? `\\${part}` : part;
    } else if (part === '$') pcre += String.raw`\z`;
    else if (part === '.') pcre += String.raw`[^\n\r\x{2028}\x{2029}]`;
    else pcre += part;
  }
  return pcre;
}

function escapeOf(part: string, isInClass: boolean): string | undefined {
  const code = /^\\u\{?([0-9a-fA-F]+)\}?$/.exec(part)?.[1];
  if (code !== undefined) {
    const point = Number.parseInt(code, 16);
    return point > 0x10ffff || (point >= 0xd800 && point < 0xe000) ? undefined : `\\x{${code}}`;
  }
  if (part === '\\s') return isInClass ? space : `[${space}]`;
  if (part === '\\S') return isInClass ? undefined : `[^${space}]`;
  if (part === '\\0') return String.raw`\x00`;
  if (part === '\\v') return String.raw`\x0b`;
  if (part === '\\b' && isInClass) return String.raw`\x08`;
  return part;
}
