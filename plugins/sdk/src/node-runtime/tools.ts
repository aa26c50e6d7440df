import { createHash, createHmac, type BinaryLike } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { HashTools, TextTools, TimeTools } from '../handler/context.ts';

const digest = (algorithm: string) => (text: BinaryLike) => createHash(algorithm).update(text).digest('hex');
const hmac = (algorithm: string) => (key: string, text: string) =>
  createHmac(algorithm, key).update(text).digest('hex');

/** `ctx.hash` in Node. */
export const hashTools: HashTools = {
  sha1: digest('sha1'),
  sha256: digest('sha256'),
  md5: digest('md5'),
  hmacSha1: hmac('sha1'),
  hmacSha256: hmac('sha256'),
  crc32: (text) => crc32(text),
};

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** `ctx.text` in Node. */
export const textTools: TextTools = {
  length: (text) => [...text].length,
  start: (text, count) => (count >= 1 ? [...text].slice(0, Math.floor(count)).join('') : ''),
  end: (text, count) => (count >= 1 ? [...text].slice(-Math.floor(count)).join('') : ''),
  base64: (text) => Buffer.from(text).toString('base64'),
  fromBase64: (text) => {
    const bare = text.replace(/={0,2}$/, '');
    if (!/^[A-Za-z0-9+/_-]*$/.test(bare) || bare.length % 4 === 1) return undefined;
    try {
      return utf8.decode(Buffer.from(bare, 'base64url'));
    } catch {
      return undefined;
    }
  },
};

/** The last second of the year 9999. */
const lastSecond = 253_402_300_799;

function dateOf(seconds: number): Date {
  if (!(seconds >= 0 && seconds < lastSecond + 1)) {
    throw new Error('a time must be in seconds, from 1970 to the end of 9999');
  }
  return new Date(Math.floor(seconds) * 1000);
}

/** `ctx.time` in Node; `now` in milliseconds since 1970. */
export function timeTools(now: () => number): TimeTools {
  return {
    now: () => now() / 1000,
    iso: (seconds) => dateOf(seconds).toISOString().replace('.000Z', 'Z'),
    httpDate: (seconds) => dateOf(seconds).toUTCString(),
  };
}
