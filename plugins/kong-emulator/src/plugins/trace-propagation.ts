import type { Exchange } from '../exchange/exchange.ts';
import type { Field, Row } from '../schema/field.ts';
import { traceFormats, type TraceContext, type TraceFormat } from './trace-context.ts';
import { extractTrace } from './trace-extract.ts';
import { formattedTraceId, traceLines, type InjectFormat } from './trace-inject.ts';

/** How a tracing plugin passes traces on; `header_type` and `default_header_type` are of before 3.7. */
export interface PropagationConfig extends Row {
  propagation: {
    extract: TraceFormat[] | null;
    clear: string[] | null;
    inject: (InjectFormat | 'preserve')[] | null;
    default_format: InjectFormat;
  };
  header_type: InjectFormat | 'preserve' | 'ignore' | null;
}

const injectable = ['ot', 'w3c', 'datadog', 'b3', 'gcp', 'b3-single', 'jaeger', 'aws'];

/** The record `propagation` of a schema. */
export const propagationField = (format: InjectFormat): Field => ({
  type: 'record',
  required: true,
  default: { default_format: format },
  fields: [
    {
      extract: {
        type: 'array',
        elements: { type: 'string', one_of: ['ot', 'w3c', 'datadog', 'b3', 'gcp', 'jaeger', 'aws'] },
      },
    },
    { clear: { type: 'array', elements: { type: 'string' } } },
    {
      inject: {
        type: 'array',
        elements: { type: 'string', one_of: ['preserve', ...injectable] },
      },
    },
    { default_format: { type: 'string', required: true, one_of: injectable } },
  ],
});

/** What is read and written: the new options where any is given, else what the old ones stand for. */
function optionsOf(config: PropagationConfig): {
  extract: readonly TraceFormat[];
  inject: readonly (InjectFormat | 'preserve')[];
  fallback: InjectFormat;
} {
  const { extract, clear, inject, default_format: format } = config.propagation;
  if (extract || clear || inject) return { extract: extract ?? [], inject: inject ?? [], fallback: format };
  const old = config.default_header_type as InjectFormat | null | undefined;
  const fallback = old ?? format;
  const { header_type: type } = config;
  if (type === null) return { extract: [], inject: [], fallback };
  if (type === 'ignore') return { extract: [], inject: [fallback], fallback };
  return {
    extract: traceFormats,
    inject: type === 'preserve' ? ['preserve'] : ['preserve', type],
    fallback,
  };
}

/** Reads the trace of a request and writes that which `decide` makes of it into what goes to the upstream. */
export function propagate(
  exchange: Exchange,
  config: PropagationConfig,
  decide: (extracted: TraceContext) => TraceContext,
): void {
  const { extract, inject, fallback } = optionsOf(config);
  const found = extractTrace(exchange.headers, extract);
  const context = decide(found?.context ?? {});
  const { headers } = exchange.upstream;
  for (const name of config.propagation.clear ?? []) headers.remove(name);
  for (const wanted of inject) {
    const kept = found?.format ?? fallback;
    const format =
      wanted !== 'preserve' ? wanted : kept === 'b3' && context.isSingleHeader ? 'b3-single' : kept;
    for (const [name, value] of traceLines(format, context)) headers.set(name, value);
    const id = formattedTraceId(format, context);
    if (id !== undefined) exchange.traceIds = { ...exchange.traceIds, [format.replace('-single', '')]: id };
  }
}
