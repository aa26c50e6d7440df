import { constants, createHmac, createPublicKey, timingSafeEqual, verify, type KeyObject } from 'node:crypto';
import { decodeBase64Url } from '../exchange/base64.ts';

type Claims = { [name: string]: unknown };

/** A token that could be read; whether it is genuine is not said yet. */
export interface JwtToken {
  header: Claims;
  claims: Claims;
  /** What was signed. */
  signed: string;
  signature: Buffer;
  algorithm: Algorithm;
}

type Key = string | Buffer;
type Check = (signed: Buffer, signature: Buffer, key: Key) => boolean;

const keys = new Map<string, KeyObject>();

function publicKey(pem: Key): KeyObject {
  let key = keys.get(String(pem));
  if (!key) {
    key = createPublicKey(pem);
    if (keys.size > 1000) keys.clear();
    keys.set(String(pem), key);
  }
  return key;
}

const hmac =
  (digest: string): Check =>
  (signed, signature, secret) => {
    const own = createHmac(digest, secret).update(signed).digest();
    return own.length === signature.length && timingSafeEqual(own, signature);
  };

/** A signature of the wrong length is an error of Kong's, not a refusal. */
function needLength(signature: Buffer, length: number): void {
  if (signature.length !== length) throw new Error(`Signature must be ${length} bytes.`);
}

/** A key of another kind than the algorithm needs verifies nothing. */
function isGenuine(
  digest: string | null,
  signed: Buffer,
  signature: Buffer,
  key: KeyObject,
  options: { padding?: number; dsaEncoding?: 'ieee-p1363' } = {},
): boolean {
  try {
    return verify(digest, signed, { key, ...options }, signature);
  } catch {
    return false;
  }
}

const plain =
  (digest: string | null): Check =>
  (signed, signature, pem) =>
    isGenuine(digest, signed, signature, publicKey(pem));

const pss =
  (digest: string): Check =>
  (signed, signature, pem) => {
    needLength(signature, 256);
    return isGenuine(digest, signed, signature, publicKey(pem), { padding: constants.RSA_PKCS1_PSS_PADDING });
  };

const ecdsa =
  (digest: string, length: number): Check =>
  (signed, signature, pem) => {
    needLength(signature, length);
    return isGenuine(digest, signed, signature, publicKey(pem), { dsaEncoding: 'ieee-p1363' });
  };

const checks = {
  HS256: hmac('sha256'),
  HS384: hmac('sha384'),
  HS512: hmac('sha512'),
  RS256: plain('sha256'),
  RS384: plain('sha384'),
  RS512: plain('sha512'),
  ES256: ecdsa('sha256', 64),
  ES384: ecdsa('sha384', 96),
  ES512: ecdsa('sha512', 132),
  PS256: pss('sha256'),
  PS384: pss('sha384'),
  PS512: pss('sha512'),
  EdDSA: plain(null),
} satisfies Record<string, Check>;

/** An algorithm that Kong's jwt 3.9 verifies; `none` is not among them. */
export type Algorithm = keyof typeof checks;

const isAlgorithm = (name: unknown): name is Algorithm =>
  typeof name === 'string' && Object.hasOwn(checks, name);

const isClaims = (value: unknown): value is Claims => typeof value === 'object' && value !== null;

/** Reads a token, or says in Kong's words why it cannot be read. */
export function readToken(token: string): JwtToken | string {
  const [head = '', body, ...rest] = token.split('.');
  if (body === undefined || rest.length === 0) return 'invalid JSON';
  let header: unknown;
  let claims: unknown;
  try {
    header = JSON.parse(String(decodeBase64Url(head)));
    claims = JSON.parse(String(decodeBase64Url(body)));
  } catch {
    return 'invalid JSON';
  }
  if (!isClaims(header) || !isAlgorithm(header.alg)) return 'invalid alg';
  if (!isClaims(claims)) return 'invalid claims';
  const signature = decodeBase64Url(rest.join('.'));
  if (!signature) return 'invalid signature';
  return { header, claims, signed: `${head}.${body}`, signature, algorithm: header.alg };
}

/** Whether a token was signed with the secret or the private half of the key, by the algorithm that it names. */
export function isSigned(token: JwtToken, key: string | Buffer): boolean {
  return checks[token.algorithm](Buffer.from(token.signed), token.signature, key);
}
