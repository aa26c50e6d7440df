import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

const ascii = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** JSON as Python's json.dumps writes it, so that lengths agree with the recordings. */
function dumps(value: unknown): string {
  if (typeof value === 'string') return ascii(value);
  if (Array.isArray(value)) return `[${value.map(dumps).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([name, item]) => `${ascii(name)}: ${dumps(item)}`)
      .join(', ')}}`;
  }
  return JSON.stringify(value);
}

function linesOf(raw: readonly string[]): [string, string][] {
  const lines: [string, string][] = [];
  for (let index = 0; index < raw.length; index += 2) lines.push([raw[index] ?? '', raw[index + 1] ?? '']);
  return lines;
}

const shorten = (body: Buffer): string =>
  body.length > 100_000
    ? `<${body.length} bytes sha1 ${createHash('sha1').update(body).digest('hex')}>`
    : body.toString('utf8');

function mirror(request: IncomingMessage, body: Buffer): { headers: [string, string][]; body: Buffer } {
  const headers: [string, string][] = [];
  const one = (name: string): string | undefined => request.headers[name] as string | undefined;
  const isZipped = one('x-resp-gzip') !== undefined;
  if (isZipped) headers.push(['Content-Encoding', 'gzip']);
  headers.push(['ETag', '"abc"']);
  const link = one('x-resp-link');
  if (link !== undefined) headers.push(['Link', link]);
  return { headers, body: isZipped ? gzipSync(body) : body };
}

async function answer(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const target = request.url ?? '/';
  const segments = (target.split('?')[0] ?? '').split('/');
  const last = segments.at(-1) ?? '';
  const after = (word: string): number | undefined => {
    const at = segments.indexOf(word);
    return at < 0 ? undefined : Number(segments[at + 1]);
  };
  if (last === 'close') {
    request.socket.destroy();
    return;
  }
  await new Promise((resolve) => setTimeout(resolve, (after('delay') ?? 0) * 1000));
  const status = after('status') ?? 200;
  const extra: [string, string][] = [];
  let type = 'application/json';
  let out = Buffer.from(
    dumps({
      upstream: name,
      method: request.method,
      target,
      http: `HTTP/${request.httpVersion}`,
      headers: linesOf(request.rawHeaders),
      body: shorten(body),
    }),
  );
  if (last === 'plain') {
    type = 'text/plain';
    out = Buffer.from('plain body from upstream\n');
  } else if (last === 'json') {
    out = Buffer.from('{"a":1,"b":"two","nested":{"k":"v"},"arr":[1,2]}');
  } else if (last === 'via') {
    extra.push(['Via', '1.0 fred']);
  } else if (last === 'cookies') {
    extra.push(['Set-Cookie', 'a=1; Path=/'], ['Set-Cookie', 'b=2; Path=/']);
  } else if (last === 'cacheable') {
    extra.push(['Cache-Control', new URL(target, 'http://up').searchParams.get('cc') ?? 'max-age=60']);
  } else if (last === 'reslimit') {
    extra.push(['X-Kong-Limit', new URL(target, 'http://up').searchParams.get('limit') ?? 'video=1']);
  } else if (last === 'mirror') {
    const made = mirror(request, body);
    extra.push(...made.headers);
    out = Buffer.from(made.body);
    type = (request.headers['x-resp-ct'] as string | undefined) ?? type;
  }
  if (status === 204 || status === 304) out = Buffer.alloc(0);
  response.sendDate = false;
  response.writeHead(status, [
    ...[
      'Content-Type',
      type,
      'Content-Length',
      String(out.length),
      'X-Upstream',
      'echo',
      'Server',
      'echo-upstream/1',
    ],
    ...extra.flat(),
  ]);
  response.end(request.method === 'HEAD' ? undefined : out);
}

/** The upstream behind every recording: it says what reached it. */
export function startEcho(port: number, name: string): Promise<Server> {
  const server = createServer({ maxHeaderSize: 65536, requireHostHeader: false }, (request, response) => {
    void answer(name, request, response);
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}
