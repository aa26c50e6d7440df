/** A value of BER (and DER) with its tag and length; up to 16 MB. */
export function ber(tag: number, ...parts: (Buffer | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  const size = content.length;
  const length =
    size < 0x80
      ? [size]
      : size < 0x100
        ? [0x81, size]
        : size < 0x10000
          ? [0x82, size >> 8, size & 0xff]
          : [0x83, size >> 16, (size >> 8) & 0xff, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

/** The first value of BER in some bytes, undefined until it is whole; throws for one that is larger than the limit. */
export function readBer(
  bytes: Buffer,
  limit = 65_536,
): { tag: number; content: Buffer; rest: Buffer } | undefined {
  const first = bytes[1];
  if (first === undefined) return undefined;
  const more = first < 0x80 ? 0 : first & 0x7f;
  if (more > 3) throw new Error('the value is too long');
  if (bytes.length < 2 + more) return undefined;
  const size = more === 0 ? first : bytes.readUIntBE(2, more);
  if (size > limit) throw new Error('the value is too long');
  const end = 2 + more + size;
  if (bytes.length < end) return undefined;
  return { tag: bytes[0] ?? 0, content: bytes.subarray(2 + more, end), rest: bytes.subarray(end) };
}
