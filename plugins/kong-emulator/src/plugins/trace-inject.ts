import { escapeArgument } from '../exchange/query.ts';
import { idOfSize, toDecimal, type TraceContext, type TraceFormat } from './trace-context.ts';

/** A format that can be written. */
export type InjectFormat = TraceFormat | 'b3-single';

type Lines = Record<string, string | undefined>;

const bit = (context: TraceContext): string => (context.isSampled ? '1' : '0');

/** The sizes of trace ids in bytes that a format knows; the first is what others become. */
const sizes: Record<InjectFormat, readonly number[]> = {
  w3c: [16],
  b3: [16, 8],
  'b3-single': [16, 8],
  jaeger: [16, 8],
  ot: [8, 16],
  datadog: [8],
  aws: [16],
  gcp: [16],
};

function baggage(prefix: string, context: TraceContext): Lines {
  return Object.fromEntries(
    Object.entries(context.baggage ?? {}).map(([name, value]) => [prefix + name, escapeArgument(value)]),
  );
}

function b3({ traceId, spanId, parentId, flags, ...rest }: TraceContext): Lines {
  const isWhole = traceId !== undefined && spanId !== undefined;
  return {
    ...(isWhole ? { 'x-b3-traceid': traceId, 'x-b3-spanid': spanId, 'x-b3-parentspanid': parentId } : {}),
    ...(flags === undefined ? { 'x-b3-sampled': bit(rest) } : { 'x-b3-flags': flags }),
  };
}

function b3Single({ traceId, spanId, parentId, flags, isSampled }: TraceContext): Lines {
  const sampled = flags === '1' ? 'd' : isSampled === undefined ? undefined : isSampled ? '1' : '0';
  if (traceId === undefined || spanId === undefined) return { b3: sampled ?? '0' };
  return { b3: [traceId, spanId, sampled, parentId].filter((part) => part !== undefined).join('-') };
}

function datadog({ traceId, spanId, ...rest }: TraceContext): Lines {
  return {
    'x-datadog-trace-id': traceId === undefined ? undefined : toDecimal(traceId),
    'x-datadog-parent-id': spanId === undefined ? undefined : toDecimal(spanId),
    'x-datadog-sampling-priority': rest.isSampled === undefined ? undefined : bit(rest),
  };
}

/** Formats that say nothing without a trace and a span. */
function whole(format: InjectFormat, context: TraceContext, trace: string, span: string): Lines {
  const { parentId, isSampled } = context;
  switch (format) {
    case 'w3c':
      return { traceparent: `00-${trace}-${span}-0${bit(context)}` };
    case 'jaeger':
      return {
        'uber-trace-id': `${trace}:${span}:${parentId ?? '0'}:0${bit(context)}`,
        ...baggage('uberctx-', context),
      };
    case 'ot':
      return {
        'ot-tracer-traceid': trace,
        'ot-tracer-spanid': span,
        'ot-tracer-sampled': isSampled === undefined ? undefined : bit(context),
        ...baggage('ot-baggage-', context),
      };
    case 'aws':
      return {
        'x-amzn-trace-id': `Root=1-${trace.slice(0, 8)}-${trace.slice(8)};Parent=${span};Sampled=${bit(context)}`,
      };
    case 'gcp':
      return { 'x-cloud-trace-context': `${trace}/${toDecimal(span)};o=${bit(context)}` };
    default:
      return {};
  }
}

/** A trace's id in the size that a format has for it. */
function sizedId(format: InjectFormat, { traceId, traceIdBytes }: TraceContext): string | undefined {
  const [usual = 16] = sizes[format];
  const kept = sizes[format].find((size) => size === traceIdBytes);
  return traceId === undefined ? undefined : idOfSize(traceId, kept ?? usual);
}

/** A trace's id as log entries show it. */
export function formattedTraceId(format: InjectFormat, context: TraceContext): string | undefined {
  const id = sizedId(format, context);
  return id !== undefined && format === 'datadog' ? toDecimal(id) : id;
}

/** The header lines by which a trace goes on in a format (Kong 3.9's injectors). */
export function traceLines(format: InjectFormat, context: TraceContext): [string, string][] {
  const traceId = sizedId(format, context);
  const sized: TraceContext = { ...context, ...(traceId === undefined ? {} : { traceId }) };
  const lines = ((): Lines => {
    if (format === 'b3') return b3(sized);
    if (format === 'b3-single') return b3Single(sized);
    if (format === 'datadog') return datadog(sized);
    if (traceId === undefined || sized.spanId === undefined) return {};
    return whole(format, sized, traceId, sized.spanId);
  })();
  return Object.entries(lines).filter((line): line is [string, string] => line[1] !== undefined);
}
