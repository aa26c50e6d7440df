import type { HeaderList } from './headers.ts';

/** The value of a cookie as nginx finds it (`$cookie_NAME`): the first one of that name, whatever its case. */
export function cookieOf(headers: HeaderList, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const line of headers.getAll('cookie')) {
    for (const part of line.split(';')) {
      const at = part.indexOf('=');
      if (at >= 0 && part.slice(0, at).trim().toLowerCase() === wanted) return part.slice(at + 1).trimStart();
    }
  }
  return undefined;
}
