import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const PREFIX = 'apim_pat_';
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const FORMAT = /^apim_pat_[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}$/;
const CHECKSUM_LENGTH = 6;

/** A new personal token: `apim_pat_`, 256 random bits in base64url, and a checksum that finds typing errors. */
export function createTokenSecret(): string {
  const body = PREFIX + randomBytes(32).toString('base64url');
  return body + checksum(body);
}

/** Whether a text has the form of a personal token and its checksum fits; it need not exist. */
export function isTokenSecret(text: string): boolean {
  return FORMAT.test(text) && checksum(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH);
}

/** SHA-256 in hex: what is stored of a token. */
export const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** The part that may be shown to recognise a token. */
export const prefixOf = (secret: string): string => secret.slice(0, PREFIX.length + 4);

/** CRC-32 in base 62, six digits. */
function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let index = 0; index < CHECKSUM_LENGTH; index++) {
    digits = ALPHABET[rest % 62] + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}
