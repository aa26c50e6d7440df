/** Formats that are checked; of all others OpenAPI says that they are hints. */
export const stringFormats: ReadonlySet<string> = new Set(
  'date date-time time email hostname ipv4 ipv6 uuid uri uri-reference byte'.split(' '),
);
export const numberFormats: ReadonlySet<string> = new Set(['int32', 'int64']);
