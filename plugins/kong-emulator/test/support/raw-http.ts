import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** An answer as it came over the wire; status 0 when the connection ended without one. */
export interface RawAnswer {
  status: number;
  headers: [string, string][];
  body: string;
}

const empty: RawAnswer = { status: 0, headers: [], body: '' };

function unchunk(text: Buffer): Buffer | undefined {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const end = text.indexOf('\r\n', at);
    if (end < 0) return undefined;
    const size = Number.parseInt(text.subarray(at, end).toString('latin1'), 16);
    if (size === 0) return Buffer.concat(parts);
    if (text.length < end + 2 + size + 2) return undefined;
    parts.push(text.subarray(end + 2, end + 2 + size));
    at = end + 2 + size + 2;
  }
}

/** The first answer in some bytes, once it is whole; `isOver` when no more will come. */
function parse(bytes: Buffer, isHead: boolean, isOver: boolean): RawAnswer | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return isOver ? empty : undefined;
  const [first = '', ...rest] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(first.split(' ')[1]);
  const headers = rest.map((line): [string, string] => {
    const at = line.indexOf(':');
    return [line.slice(0, at), line.slice(at + 1).trim()];
  });
  if (status === 100) return parse(bytes.subarray(end + 4), isHead, isOver);
  const get = (name: string): string | undefined =>
    headers.find(([other]) => other.toLowerCase() === name)?.[1];
  const body = bytes.subarray(end + 4);
  const done = (part: Buffer): RawAnswer => ({ status, headers, body: part.toString('utf8') });
  if (isHead || status === 204 || status === 304) return done(Buffer.alloc(0));
  if (get('transfer-encoding') === 'chunked') {
    const whole = unchunk(body);
    return whole ? done(whole) : isOver ? empty : undefined;
  }
  const length = Number(get('content-length') ?? Number.NaN);
  if (Number.isNaN(length)) return isOver ? done(body) : undefined;
  return body.length >= length ? done(body.subarray(0, length)) : isOver ? empty : undefined;
}

/** Writes bytes to a port, through TLS or not, and reads the first answer. */
export function exchangeRaw(
  port: number,
  request: Buffer,
  isHead = false,
  timeoutMs = 10_000,
  tls?: { servername?: string },
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const send = (): void => void socket.write(request);
    const socket = tls
      ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...tls }, send)
      : connect(port, '127.0.0.1', send);
    const finish = (answer: RawAnswer): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve(answer);
    };
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error('no answer in time'));
    }, timeoutMs);
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      const answer = parse(bytes, isHead, false);
      if (answer) finish(answer);
    });
    socket.on('error', () => finish(empty));
    socket.on('close', () => finish(parse(bytes, isHead, true) ?? empty));
  });
}
