import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  pbkdf2Sync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** What a session's cookie says of itself, times in seconds. */
export interface SessionHead {
  id: Buffer;
  isStored: boolean;
  isDeflated: boolean;
  createdAt: number;
  rollingOffset: number;
  idlingOffset: number;
  /** Letters of the payload. */
  payloadSize: number;
  tag: Buffer;
  bytes: Buffer;
}

const headSize = 82;
/** Letters of a head in base64url. */
export const headLetters = 110;
const tagAt = 47;
const idlingAt = 63;
const macAt = 66;
const flagStored = 0x01;
const flagDeflated = 0x10;
const deflateFrom = 1024;
const largestPayload = 1_000_000;
const rememberRounds = 10_000;

const derive = (key: Buffer, id: Buffer, usage: string, size: number): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', Buffer.concat([Buffer.from(`${usage}:`), id]), size));

const macOf = (key: Buffer, id: Buffer, bytes: Buffer): Buffer =>
  createHmac('sha256', derive(key, id, 'authentication', 32))
    .update(bytes)
    .digest()
    .subarray(0, 16);

/** Key and nonce of a payload; those of remembered sessions, which live long, are slow to derive. */
function cipherOf(key: Buffer, id: Buffer, isRemembered: boolean): [Buffer, Buffer] {
  const bytes = isRemembered
    ? pbkdf2Sync(key, Buffer.concat([Buffer.from('encryption:'), id]), rememberRounds, 44, 'sha256')
    : derive(key, id, 'encryption', 44);
  return [bytes.subarray(0, 32), bytes.subarray(32)];
}

/** Makes a session's head and payload, both in base64url. */
export function sealSession(
  key: Buffer,
  text: string,
  times: { createdAt: number; now: number },
  options: { isStored: boolean; isRemembered: boolean },
): { head: SessionHead; payload: string } {
  const id = randomBytes(32);
  const plain = Buffer.from(text);
  const deflated = plain.length > deflateFrom ? deflateRawSync(plain) : plain;
  const isDeflated = deflated.length < plain.length;
  const [secret, nonce] = cipherOf(key, id, options.isRemembered);
  const cipher = createCipheriv('aes-256-gcm', secret, nonce);
  const rollingOffset = times.now - times.createdAt;
  const bytes = Buffer.alloc(headSize);
  const payloadSize = Math.ceil(((isDeflated ? deflated : plain).length * 4) / 3);
  bytes.writeUInt8(1, 0);
  bytes.writeUInt16LE((options.isStored ? flagStored : 0) | (isDeflated ? flagDeflated : 0), 1);
  id.copy(bytes, 3);
  bytes.writeUIntLE(times.createdAt, 35, 5);
  bytes.writeUInt32LE(rollingOffset, 40);
  bytes.writeUIntLE(payloadSize, 44, 3);
  cipher.setAAD(bytes.subarray(0, tagAt));
  const payload = Buffer.concat([cipher.update(isDeflated ? deflated : plain), cipher.final()]);
  cipher.getAuthTag().copy(bytes, tagAt);
  macOf(key, id, bytes.subarray(0, macAt)).copy(bytes, macAt);
  return { head: readHead(bytes), payload: payload.toString('base64url') };
}

function readHead(bytes: Buffer): SessionHead {
  const flags = bytes.readUInt16LE(1);
  return {
    id: bytes.subarray(3, 35),
    isStored: (flags & flagStored) !== 0,
    isDeflated: (flags & flagDeflated) !== 0,
    createdAt: bytes.readUIntLE(35, 5),
    rollingOffset: bytes.readUInt32LE(40),
    payloadSize: bytes.readUIntLE(44, 3),
    tag: bytes.subarray(tagAt, idlingAt),
    idlingOffset: bytes.readUIntLE(idlingAt, 3),
    bytes,
  };
}

/** The head of a cookie that was made with this key; undefined for any other. */
export function openHead(key: Buffer, cookie: string): SessionHead | undefined {
  const letters = cookie.slice(0, headLetters);
  if (letters.length < headLetters || !/^[\w-]+$/.test(letters)) return undefined;
  const bytes = Buffer.from(letters, 'base64url');
  if (bytes.length !== headSize || bytes[0] !== 1) return undefined;
  const head = readHead(bytes);
  const mac = macOf(key, head.id, bytes.subarray(0, macAt));
  return timingSafeEqual(mac, bytes.subarray(macAt)) ? head : undefined;
}

/** The text in a payload; undefined where it does not belong to the head. */
export function openPayload(
  key: Buffer,
  head: SessionHead,
  payload: string,
  isRemembered: boolean,
): string | undefined {
  if (payload.length !== head.payloadSize) return undefined;
  try {
    const [secret, nonce] = cipherOf(key, head.id, isRemembered);
    const decipher = createDecipheriv('aes-256-gcm', secret, nonce);
    decipher.setAAD(head.bytes.subarray(0, tagAt));
    decipher.setAuthTag(head.tag);
    const plain = Buffer.concat([decipher.update(Buffer.from(payload, 'base64url')), decipher.final()]);
    return (head.isDeflated ? inflateRawSync(plain, { maxOutputLength: largestPayload }) : plain).toString();
  } catch {
    return undefined;
  }
}

/** The same session, used now: what it counts as idle begins anew. */
export function touchHead(key: Buffer, head: SessionHead, now: number): SessionHead {
  const bytes = Buffer.from(head.bytes);
  const idling = now - head.createdAt - head.rollingOffset;
  bytes.writeUIntLE(Math.min(Math.max(idling, 0), 2 ** 24 - 1), idlingAt, 3);
  macOf(key, head.id, bytes.subarray(0, macAt)).copy(bytes, macAt);
  return readHead(bytes);
}
