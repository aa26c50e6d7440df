import type { HeaderLine } from '@apim/sdk/node-runtime';

/** A text as Node takes it for a header: one character a byte of its UTF-8. */
export const toHeaderText = (text: string): string => Buffer.from(text).toString('latin1');

const fromHeaderText = (text: string): string => Buffer.from(text, 'latin1').toString();

/** Node's flat list of names and values as lines of UTF-8 text. */
export function linesOf(raw: readonly string[]): HeaderLine[] {
  const lines: HeaderLine[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    lines.push([raw[index] ?? '', fromHeaderText(raw[index + 1] ?? '')]);
  }
  return lines;
}

/** Lines as Node's flat list. */
export function rawLines(lines: readonly HeaderLine[]): string[] {
  return lines.flatMap(([name, value]) => [name, toHeaderText(value)]);
}
