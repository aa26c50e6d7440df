interface Call {
  method: string;
  /** Where the API answers, without the path. */
  origin: string;
  path: string;
  /** Required parameters with values that fit. */
  parameters: { name: string; place: string; value: string }[];
  body?: { mediaType: string; example?: string };
}

/** As one word of a shell, whatever it holds. */
export const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** A command line for a POSIX shell that makes the call; the key is read from `APIM_KEY`. */
export function curlSample({ method, origin, path, parameters, body }: Call): string {
  const at = (place: string) => parameters.filter((parameter) => parameter.place === place);
  const filled = at('path').reduce(
    (text, { name, value }) => text.replaceAll(`{${name}}`, encodeURIComponent(value)),
    path,
  );
  const search = new URLSearchParams(at('query').map(({ name, value }) => [name, value])).toString();
  const url = `${origin}${filled}${search && `?${search}`}`;
  const lines = [
    `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}${quote(url)}`,
    `-H "X-API-Key: $APIM_KEY"`,
    ...at('header').map(({ name, value }) => `-H ${quote(`${name}: ${value}`)}`),
  ];
  if (body) {
    lines.push(`-H ${quote(`Content-Type: ${body.mediaType}`)}`);
    if (body.example) lines.push(`--data ${quote(body.example)}`);
  }
  return lines.join(' \\\n  ');
}
