import type { HeaderList } from '../exchange/headers.ts';
import { fromDecimal, idOfSize, type TraceContext, type TraceFormat } from './trace-context.ts';

type Extractor = (headers: HeaderList) => TraceContext | undefined;

const isZero = (hex: string): boolean => /^0*$/.test(hex);

/** A context without the fields that are not known. */
const known = (context: { [Key in keyof TraceContext]: TraceContext[Key] | undefined }): TraceContext =>
  Object.fromEntries(Object.entries(context).filter(([, value]) => value !== undefined));

const sampledBy = (text: string | undefined, yes: string[], no: string[]): boolean | undefined =>
  text === undefined ? undefined : yes.includes(text) ? true : no.includes(text) ? false : undefined;

const hexOf = (text: string | undefined, sizes: number[]): string | undefined =>
  text !== undefined && sizes.includes(text.length) && /^[0-9a-f]+$/i.test(text)
    ? text.toLowerCase()
    : undefined;

function baggageIn(headers: HeaderList, prefix: string): Record<string, string> | undefined {
  const found = headers.lines.flatMap(([name, value]): [string, string][] =>
    name.toLowerCase().startsWith(prefix) ? [[name.toLowerCase().slice(prefix.length), decode(value)]] : [],
  );
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

const w3c: Extractor = (headers) => {
  const [, trace = '', span = '', flags = ''] =
    /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/i.exec(headers.get('traceparent') ?? '') ?? [];
  if (isZero(trace) || isZero(span)) return undefined;
  return { traceId: trace, spanId: span, isSampled: Number.parseInt(flags, 16) % 2 === 1 };
};

function b3Single(headers: HeaderList): TraceContext | undefined {
  const states = headers.getAll('tracestate').map((text) => /^b3=(.+)$/.exec(text)?.[1]);
  const text = headers.get('b3') ?? states.find((state) => state !== undefined);
  if (text === undefined) return undefined;
  if (text === '0' || text === '1') return { isSampled: text === '1' };
  if (text === 'd') return { isSampled: true, flags: '1' };
  const [, trace, span, sampled, parent] =
    /^((?:[0-9a-f]{16}){1,2})-([0-9a-f]{16})-?([01d]?)-?([0-9a-f]{16})?$/i.exec(text) ?? [];
  return known({
    traceId: trace,
    spanId: span,
    parentId: parent,
    isSampled: sampledBy(sampled, ['1', 'd'], ['0']),
    flags: sampled === 'd' ? '1' : undefined,
  });
}

function b3Multiple(headers: HeaderList): TraceContext {
  const ids = {
    traceId: headers.get('x-b3-traceid'),
    spanId: headers.get('x-b3-spanid'),
    parentId: headers.get('x-b3-parentspanid'),
  };
  const flags = headers.get('x-b3-flags');
  const sampled = sampledBy(headers.get('x-b3-sampled'), ['1', 'true'], ['0', 'false']);
  const isValid = Object.entries(ids).every(
    ([name, id]) => id === undefined || hexOf(id, name === 'traceId' ? [16, 32] : [16]) !== undefined,
  );
  return known({ ...(isValid ? ids : {}), flags, isSampled: flags === '1' ? true : sampled });
}

const b3: Extractor = (headers) => {
  const names = ['b3', 'tracestate', 'x-b3-traceid', 'x-b3-spanid', 'x-b3-parentspanid', 'x-b3-sampled'];
  if (![...names, 'x-b3-flags'].some((name) => headers.has(name))) return undefined;
  const single = b3Single(headers);
  const { traceId, spanId, parentId, ...rest } = { ...b3Multiple(headers), ...single };
  return known({
    ...rest,
    ...(traceId === undefined ? {} : { traceId, spanId, parentId }),
    reusesSpan: true,
    isSingleHeader: single ? true : undefined,
  });
};

const jaeger: Extractor = (headers) => {
  const [, trace = '', span = '', parent = '', flags = ''] =
    /^([0-9a-f]{1,32}):([0-9a-f]{1,16}):([0-9a-f]+):([0-9a-f]{1,2})$/i.exec(
      headers.get('uber-trace-id') ?? '',
    ) ?? [];
  if (isZero(trace) || isZero(span)) return undefined;
  const even = (hex: string): string => (hex.length % 2 === 0 ? hex : `0${hex}`);
  return known({
    traceId: even(trace),
    spanId: even(span),
    parentId: even(parent),
    reusesSpan: true,
    isSampled: Number.parseInt(flags, 16) % 2 === 1,
    baggage: baggageIn(headers, 'uberctx-'),
  });
};

const ot: Extractor = (headers) => {
  const names = ['ot-tracer-sampled', 'ot-tracer-traceid', 'ot-tracer-spanid'];
  if (!names.some((name) => headers.has(name))) return undefined;
  const spanText = headers.get('ot-tracer-spanid');
  const span = hexOf(spanText, [16]);
  const trace = hexOf(headers.get('ot-tracer-traceid'), [16, 32]);
  const isValid = trace !== undefined && (spanText === undefined || span !== undefined);
  return known({
    ...(isValid ? { traceId: trace, spanId: span } : {}),
    isSampled: sampledBy(headers.get('ot-tracer-sampled'), ['1', 'true'], ['0', 'false']),
    baggage: baggageIn(headers, 'ot-baggage-'),
  });
};

const datadog: Extractor = (headers) => {
  const [traceText, parentText, priority] = ['trace-id', 'parent-id', 'sampling-priority'].map((name) =>
    headers.get(`x-datadog-${name}`),
  );
  if (traceText === undefined && parentText === undefined && priority === undefined) return undefined;
  const isSampled = sampledBy(priority, ['1', '2'], ['0', '-1']);
  if (priority !== undefined && isSampled === undefined) return undefined;
  const number = (text: string | undefined): string | undefined => {
    const digits = /^\s*(\d+)\s*$/.exec(text ?? '')?.[1];
    return digits === undefined ? undefined : fromDecimal(digits);
  };
  const traceId = number(traceText);
  return known({ traceId, spanId: traceId === undefined ? undefined : number(parentText), isSampled });
};

const aws: Extractor = (headers) => {
  const text = headers.get('x-amzn-trace-id');
  if (text === undefined) return undefined;
  const pairs = new Map(
    text.split(';').map((part): [string, string] => {
      const at = part.indexOf('=');
      return at < 0 ? [part.trim(), ''] : [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    }),
  );
  const root = pairs.get('Root');
  const [, time, unique] = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/i.exec(root ?? '') ?? [];
  const parent = pairs.get('Parent');
  const sampled = pairs.get('Sampled');
  if (root !== undefined && time === undefined) return undefined;
  if (parent !== undefined && parent.length !== 16) return undefined;
  if (sampled !== undefined && sampled !== '0' && sampled !== '1') return undefined;
  return known({
    traceId: time === undefined ? undefined : `${time}${unique ?? ''}`,
    spanId: hexOf(parent, [16]),
    isSampled: sampledBy(sampled, ['1'], ['0']),
  });
};

const gcp: Extractor = (headers) => {
  const [, trace, span, flags] =
    /^([0-9a-f]{32})\/(\d{1,20})(?:;o=(\d))?$/.exec(headers.get('x-cloud-trace-context') ?? '') ?? [];
  if (trace === undefined || span === undefined) return undefined;
  return { traceId: trace, spanId: fromDecimal(span), isSampled: flags === '1' };
};

const extractors: Record<TraceFormat, Extractor> = { b3, w3c, jaeger, ot, datadog, aws, gcp };

/** The trace that a request belongs to, by the first of the formats in which it says so (Kong 3.9's extractors). */
export function extractTrace(
  headers: HeaderList,
  formats: readonly TraceFormat[],
): { format: TraceFormat; context: TraceContext } | undefined {
  for (const format of formats) {
    const context = extractors[format](headers);
    if (!context || Object.keys(context).length === 0) continue;
    const { traceId, spanId, parentId } = context;
    return {
      format,
      context: known({
        ...context,
        traceIdBytes: traceId === undefined ? undefined : traceId.length / 2,
        traceId: traceId === undefined ? undefined : idOfSize(traceId.toLowerCase(), 16),
        spanId: spanId === undefined ? undefined : idOfSize(spanId.toLowerCase(), 8),
        parentId: parentId === undefined ? undefined : idOfSize(parentId.toLowerCase(), 8),
      }),
    };
  }
  return undefined;
}
