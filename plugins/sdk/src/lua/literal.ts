/** What can be handed to Lua as data. An undefined property is left out. */
export type LuaData =
  string | number | boolean | readonly LuaData[] | { readonly [key: string]: LuaData | undefined };

/**
 * Writes a value as a Lua 5.1 literal that evaluates to exactly that value, whatever its strings hold: every byte that is
 * no plain printable character is escaped, so that no quote, bracket or line break can end the literal.
 */
export function luaLiteral(value: LuaData): string {
  if (typeof value === 'string') return luaString(value);
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} has no Lua literal`);
    return String(value);
  }
  if (Array.isArray(value)) return `{${value.map((item: LuaData) => luaLiteral(item)).join(',')}}`;
  const members = Object.entries(value)
    .filter((entry): entry is [string, LuaData] => entry[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `[${luaString(key)}]=${luaLiteral(member)}`);
  return `{${members.join(',')}}`;
}

/** A Lua string literal of the text's UTF-8 bytes, in printable ASCII. */
function luaString(text: string): string {
  if (/^[ !#-Z^-~]*$/.test(text)) return `"${text}"`;
  let escaped = '';
  for (const byte of new TextEncoder().encode(text)) {
    const plain =
      byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c && byte !== 0x5b && byte !== 0x5d;
    escaped += plain ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`;
  }
  return `"${escaped}"`;
}
