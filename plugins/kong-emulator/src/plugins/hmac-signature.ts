/** What a header of hmac-auth says. */
export interface Signature {
  username: string;
  algorithm: string;
  /** What was signed, in order. */
  headers: string[];
  /** Base64. */
  value: string;
}

interface Span {
  from: number;
  to: number;
}

/** The last place of a separator that ends before a position and leaves at least one letter between. */
function lastBefore(text: string, separator: RegExp, position: number): Span | undefined {
  const spans = [...text.matchAll(separator)].map(({ 0: found, index }) => ({
    from: index,
    to: index + found.length,
  }));
  return spans.findLast(({ to }) => to < position);
}

/**
 * Reads `hmac username="…", algorithm="…", headers="…", signature="…"`. Each value reaches as far as it can, as in Kong's
 * `"(.+)"`; it is read from the end, since that pattern takes minutes on a hostile header.
 */
export function readSignature(header: string): Signature | undefined {
  const begin = /[Hh]mac\s*username="/.exec(header);
  const end = header.lastIndexOf('"');
  const signature = lastBefore(header, /",\s*signature="/g, end);
  const headers = signature && lastBefore(header, /",\s*headers="/g, signature.from);
  const algorithm = headers && lastBefore(header, /",\s*algorithm="/g, headers.from);
  if (!begin || !algorithm) return undefined;
  const nameAt = begin.index + begin[0].length;
  if (nameAt >= algorithm.from) return undefined;
  return {
    username: header.slice(nameAt, algorithm.from),
    algorithm: header.slice(algorithm.to, headers.from),
    headers: header.slice(headers.to, signature.from).split(' '),
    value: header.slice(signature.to, end),
  };
}
