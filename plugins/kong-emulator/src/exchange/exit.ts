/** Thrown to end the phases of a request with an answer of the gateway's own. */
export class Exit extends Error {
  readonly status: number;
  readonly body: Buffer | undefined;
  readonly headers: readonly (readonly [string, string])[];
  readonly source: 'exit' | 'error';

  constructor(
    status: number,
    body: string | Buffer | undefined,
    headers: readonly (readonly [string, string])[] = [],
    source: 'exit' | 'error' = 'exit',
  ) {
    super(`exit ${status}`);
    this.status = status;
    this.body = typeof body === 'string' ? Buffer.from(body) : body;
    this.headers = headers;
    this.source = source;
  }
}

/** An answer of JSON as `kong.response.exit` writes a table. */
export function jsonExit(
  status: number,
  value: { [name: string]: unknown },
  headers: readonly (readonly [string, string])[] = [],
): Exit {
  return new Exit(status, JSON.stringify(value), [
    ['Content-Type', 'application/json; charset=utf-8'],
    ...headers,
  ]);
}
