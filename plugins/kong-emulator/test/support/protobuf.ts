/** The fields of a message by number, as they came: numbers, and bytes that are a text, an id or another message. */
export type Message = Map<number, (Buffer | bigint)[]>;

function varint(bytes: Buffer, from: number): { value: bigint; next: number } {
  let value = 0n;
  for (let at = from, shift = 0n; at < bytes.length; at += 1, shift += 7n) {
    const byte = bytes[at] ?? 0;
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return { value, next: at + 1 };
  }
  throw new Error('a number of protobuf without end');
}

/** Reads a message without a schema; throws where the bytes are none. */
export function decodeProtobuf(bytes: Buffer): Message {
  const out: Message = new Map();
  let at = 0;
  while (at < bytes.length) {
    const key = varint(bytes, at);
    const add = (value: Buffer | bigint): void => {
      const field = Number(key.value >> 3n);
      out.set(field, [...(out.get(field) ?? []), value]);
    };
    at = key.next;
    const wireType = Number(key.value & 7n);
    if (wireType === 1) {
      add(bytes.readBigUInt64LE(at));
      at += 8;
      continue;
    }
    if (wireType !== 0 && wireType !== 2) throw new Error(`wire type ${wireType} of protobuf`);
    const { value, next } = varint(bytes, at);
    at = wireType === 0 ? next : next + Number(value);
    if (at > bytes.length) throw new Error('a message of protobuf that is cut off');
    add(wireType === 0 ? value : bytes.subarray(next, at));
  }
  return out;
}
