interface Call {
  method: string;
  url: string;
  /** Names of required query parameters and headers. */
  query: string[];
  headers: string[];
  body?: { mediaType: string; example?: string };
}

/** As one word of a shell, whatever it holds. */
export const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** A command line for a POSIX shell that makes the call; the key is read from `APIM_KEY`. */
export function curlSample({ method, url, query, headers, body }: Call): string {
  const search = query.map((name) => `${encodeURIComponent(name)}=`).join('&');
  const lines = [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}${quote(search ? `${url}?${search}` : url)}`,
    `-H "X-API-Key: $APIM_KEY"`,
    ...headers.map((name) => `-H ${quote(`${name}: `)}`),
  ];
  if (body) {
    lines.push(`-H ${quote(`Content-Type: ${body.mediaType}`)}`);
    if (body.example) lines.push(`--data ${quote(body.example)}`);
  }
  return lines.join(' \\\n  ');
}
