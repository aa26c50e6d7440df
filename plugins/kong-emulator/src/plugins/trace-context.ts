/** The ways in which a trace goes from one service to the next by headers. */
export const traceFormats = ['b3', 'w3c', 'jaeger', 'ot', 'datadog', 'aws', 'gcp'] as const;

/** A format that can be read. */
export type TraceFormat = (typeof traceFormats)[number];

/** What a request says of the trace that it belongs to; ids are hex. */
export interface TraceContext {
  traceId?: string;
  spanId?: string;
  parentId?: string;
  /** Whether the span is shared by client and server, as in B3 and Jaeger. */
  reusesSpan?: boolean;
  isSampled?: boolean;
  /** Bytes of the trace id as it came: formats that know both sizes keep it. */
  traceIdBytes?: number;
  /** B3 came in one header. */
  isSingleHeader?: boolean;
  /** B3's flags as they came, which say "debug". */
  flags?: string;
  baggage?: Readonly<Record<string, string>>;
}

/** An id with leading zeros, or its end alone, so that it has a number of bytes. */
export const idOfSize = (hex: string, bytes: number): string =>
  hex.slice(-bytes * 2).padStart(bytes * 2, '0');

/** The decimal form of an id, as Datadog and GCP write them. */
export const toDecimal = (hex: string): string => BigInt(`0x${hex}`).toString();

/** Hex of a decimal id. */
export function fromDecimal(text: string): string {
  const hex = BigInt(text).toString(16);
  return hex.length % 2 === 0 ? hex : `0${hex}`;
}
