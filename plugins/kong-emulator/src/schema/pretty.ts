import type { Json } from './field.ts';

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;

const quote = (text: string): string =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;

/** A value as Penlight's `pretty.write` prints it, which Kong uses inside messages; `indent` '' puts it on one line. */
export function pretty(value: Json, indent = '  '): string {
  const write = (item: Json, margin: string): string => {
    if (item === null) return indent === '' ? 'null' : 'nil';
    if (typeof item === 'string') return quote(item);
    if (typeof item !== 'object') return String(item);
    const inner = margin + indent;
    const parts = Array.isArray(item)
      ? item.map((element) => write(element, inner))
      : Object.keys(item)
          .sort()
          .map(
            (key) =>
              `${identifier.test(key) ? key : `[${quote(key)}]`}${indent === '' ? '=' : ' = '}${write(item[key] ?? null, inner)}`,
          );
    if (parts.length === 0) return '{}';
    return indent === ''
      ? `{${parts.join(',')}}`
      : `{\n${parts.map((part) => inner + part).join(',\n')}\n${margin}}`;
  };
  return write(value, '');
}
