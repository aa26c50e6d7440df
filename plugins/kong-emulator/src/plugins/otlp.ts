/** A span of a trace as OTLP carries it; ids are hex, times milliseconds since 1970 with a fraction. */
export interface Span {
  traceId: string;
  spanId: string;
  parentId?: string;
  name: string;
  kind: keyof typeof kinds;
  start: number;
  end: number;
  attributes: Readonly<Record<string, string | number>>;
  isFailed?: boolean;
}

const kinds = { internal: 1, server: 2, client: 3 } as const;

/** Attributes that are whole numbers; others of numbers are fractions, as Kong sends them. */
const whole = new Set(['http.status_code']);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}

const tag = (field: number, wireType: number): Buffer => varint(field * 8 + wireType);
const number = (field: number, value: number): Buffer => Buffer.concat([tag(field, 0), varint(value)]);
const bytes = (field: number, value: Buffer): Buffer =>
  Buffer.concat([tag(field, 2), varint(value.length), value]);
const text = (field: number, value: string): Buffer => bytes(field, Buffer.from(value));
const message = (field: number, ...parts: Buffer[]): Buffer => bytes(field, Buffer.concat(parts));

function fixed64(field: number, milliseconds: number): Buffer {
  const value = Buffer.alloc(8);
  value.writeBigUInt64LE(BigInt(Math.round(milliseconds * 1000)) * 1000n);
  return Buffer.concat([tag(field, 1), value]);
}

function double(field: number, value: number): Buffer {
  const out = Buffer.alloc(8);
  out.writeDoubleLE(value);
  return Buffer.concat([tag(field, 1), out]);
}

const [textValue, wholeValue, doubleValue] = [1, 3, 4];

const attribute = (field: number, key: string, value: string | number): Buffer =>
  message(
    field,
    text(1, key),
    message(
      2,
      typeof value === 'string'
        ? text(textValue, value)
        : whole.has(key)
          ? number(wholeValue, value)
          : double(doubleValue, value),
    ),
  );

/** A span as a message of opentelemetry.proto.trace.v1. */
export function encodeSpan(span: Span): Buffer {
  return Buffer.concat([
    bytes(1, Buffer.from(span.traceId, 'hex')),
    bytes(2, Buffer.from(span.spanId, 'hex')),
    ...(span.parentId === undefined ? [] : [bytes(4, Buffer.from(span.parentId, 'hex'))]),
    text(5, span.name),
    number(6, kinds[span.kind]),
    fixed64(7, span.start),
    fixed64(8, span.end),
    ...Object.entries(span.attributes).map(([key, value]) => attribute(9, key, value)),
    ...(span.isFailed ? [message(15, number(3, 2))] : []),
  ]);
}

/** A request to a collector with encoded spans (ExportTraceServiceRequest). */
export function encodeTraces(spans: readonly Buffer[], resource: Readonly<Record<string, string>>): Buffer {
  const scope = message(1, text(1, 'kong-internal'), text(2, '0.1.0'));
  const attributes = Object.entries(resource).map(([key, value]) => attribute(1, key, value));
  return message(1, message(1, ...attributes), message(2, scope, ...spans.map((span) => bytes(2, span))));
}
