import { request as httpRequest, type Agent, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** What is sent; the times are in milliseconds. */
export interface OutgoingRequest {
  method: string;
  headers: Readonly<Record<string, string | number>>;
  body: string | Buffer;
  timeout: number;
  agent?: Agent;
  /** Whether the certificate of an https server must be trusted. */
  verify?: boolean;
}

/** What came back. */
export interface IncomingAnswer {
  status: number;
  headers: readonly (readonly [string, string])[];
  body: Buffer;
}

/** How the HTTP client of Kong's plugins names itself. */
export const userAgent = 'lua-resty-http/0.17.2 (Lua) ngx_lua/10026';

async function answerOf(incoming: IncomingMessage): Promise<IncomingAnswer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  const raw = incoming.rawHeaders;
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2)
    headers.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return { status: incoming.statusCode ?? 0, headers, body: Buffer.concat(chunks) };
}

/** Calls a URL as Kong's plugins do; a name and password in it become an Authorization header. Rejects when no whole answer comes in time. */
export function callUrl(
  url: URL,
  { method, headers, body, ...rest }: OutgoingRequest,
): Promise<IncomingAnswer> {
  const isTls = url.protocol === 'https:';
  const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return new Promise((resolve, reject) => {
    const outgoing = (isTls ? httpsRequest : httpRequest)(
      {
        ...(rest.agent ? { agent: rest.agent } : {}),
        ...(isTls ? { rejectUnauthorized: rest.verify ?? false } : {}),
        method,
        host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
        port: url.port,
        path: url.pathname + url.search,
        headers: {
          Host: url.host,
          'User-Agent': userAgent,
          'Content-Length': Buffer.byteLength(body),
          ...(url.username === ''
            ? {}
            : { Authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
          ...headers,
        },
      },
      (incoming) => {
        answerOf(incoming).then(resolve, reject);
      },
    );
    outgoing.setTimeout(rest.timeout, () => outgoing.destroy(new Error('timeout')));
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
