/** A query's arguments by name as ngx.req.get_uri_args reads them: a text, `true` for a bare name, a list where repeated. */
export type Arguments = Map<string, (string | true)[]>;

const decode = (text: string): string => {
  const spaced = text.replaceAll('+', ' ');
  return spaced.replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => {
    return Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8');
  });
};

/** Reads a query or form, of which at most the first arguments. */
export function parseArguments(query: string | undefined, most = Infinity): Arguments {
  const out: Arguments = new Map();
  let count = 0;
  for (const part of (query ?? '').split('&')) {
    if (part === '') continue;
    count += 1;
    if (count > most) break;
    const at = part.indexOf('=');
    const name = decode(at < 0 ? part : part.slice(0, at));
    if (name === '') continue;
    const value = at < 0 ? true : decode(part.slice(at + 1));
    const known = out.get(name);
    if (known) known.push(value);
    else out.set(name, [value]);
  }
  return out;
}

/** Percent-encodes as ngx.escape_uri does for an argument. */
export function escapeArgument(text: string): string {
  return [...Buffer.from(text, 'utf8')]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[A-Za-z0-9\-._~]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

/** Writes arguments with their names sorted, as Kong does; undefined when there are none. */
export function writeArguments(args: Arguments): string | undefined {
  const parts = [...args.keys()]
    .sort()
    .flatMap((name) =>
      (args.get(name) ?? []).map((value) =>
        value === true ? escapeArgument(name) : `${escapeArgument(name)}=${escapeArgument(value)}`,
      ),
    );
  return parts.length > 0 ? parts.join('&') : undefined;
}
