import { createHash, randomBytes } from 'node:crypto';

const PREFIX = 'apim_key_';

export interface NewKey {
  /** `apim_key_` and 43 base64url characters: 256 random bits. */
  key: string;
  /** SHA-256 of the key, hexadecimal. */
  digest: string;
  /** The first 15 characters, by which a person recognises the key. */
  prefix: string;
  lastFour: string;
}

/** A new API key and what is stored of it. */
export function createKey(): NewKey {
  const key = PREFIX + randomBytes(32).toString('base64url');
  return {
    key,
    digest: createHash('sha256').update(key).digest('hex'),
    prefix: key.slice(0, PREFIX.length + 6),
    lastFour: key.slice(-4),
  };
}
