/** The directives of a Cache-Control header in lower case: a number, a text, or true for a bare one. */
export type Directives = ReadonlyMap<string, number | string | true>;

/** Reads Cache-Control lines as Kong 3.9 does (kong/tools/http.lua). */
export function parseDirectives(lines: readonly string[]): Directives {
  const out = new Map<string, number | string | true>();
  for (const part of lines.join(', ').split(',')) {
    const [, name, value] = /^\s*([^=]+)(?:=(.+))?/.exec(part) ?? [];
    if (name === undefined) continue;
    const number = value === undefined || value.trim() === '' ? Number.NaN : Number(value);
    out.set(name.toLowerCase(), Number.isNaN(number) ? (value ?? true) : number);
  }
  return out;
}

/** How long an answer says that it holds, in seconds: `s-maxage`, `max-age` or else `Expires`; 0 where it says nothing. */
export function lifetime(directives: Directives, expires: string | undefined, nowMs: number): number {
  const age = directives.get('s-maxage') ?? directives.get('max-age');
  if (typeof age === 'number') return Math.max(age, 0);
  const end = expires === undefined ? Number.NaN : Date.parse(expires);
  return Number.isNaN(end) ? 0 : Math.max(0, Math.floor(end / 1000) - Math.floor(nowMs / 1000));
}
