import type { IncomingHttpHeaders } from 'node:http';
import { Transform, type Readable } from 'node:stream';

/** Lets a body through as long as it keeps to the limit, by what it announces and by what comes; else status 413. */
export function limitBody(payload: Readable, headers: IncomingHttpHeaders, limitBytes: number): Readable {
  const tooLarge = () => Object.assign(new Error('The request is too large.'), { statusCode: 413 });
  if (Number(headers['content-length'] ?? 0) > limitBytes) throw tooLarge();
  if (headers['content-length'] !== undefined) return payload;
  let received = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      if (received > limitBytes) done(tooLarge());
      else done(null, chunk);
    },
  });
  return payload.pipe(counted);
}
