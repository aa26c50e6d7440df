import { randomBytes } from 'node:crypto';
import { preciseNow, type Exchange } from '../exchange/exchange.ts';
import { template } from '../lua/template.ts';
import { callUrl } from './http-client.ts';
import { openTelemetrySchema } from './opentelemetry-schema.ts';
import { encodeSpan, encodeTraces, type Span } from './otlp.ts';
import type { PluginDefinition } from './plugin.ts';
import { BatchQueue, type QueueConfig } from './queue.ts';
import { propagate, type PropagationConfig } from './trace-propagation.ts';

interface Config extends PropagationConfig {
  traces_endpoint: string | null;
  headers: Record<string, string> | null;
  resource_attributes: Record<string, string> | null;
  queue: QueueConfig;
  connect_timeout: number;
  send_timeout: number;
  read_timeout: number;
  http_response_header_for_traceid: string | null;
  sampling_rate: number | null;
}

/** The trace of one request: ids of the gateway's own span and of the call to the upstream. */
interface Trace {
  traceId: string;
  rootId: string;
  parentId: string | undefined;
  balancerId: string;
  isSampled: boolean;
}

const newSpanId = (): string => randomBytes(8).toString('hex');

function rootAttributes(exchange: Exchange): Span['attributes'] {
  const { client, host, match, method, outcome, request } = exchange;
  const paths = match?.route.paths as string[] | null | undefined;
  const query = exchange.query === undefined ? '' : `?${exchange.query}`;
  return {
    'http.method': method,
    'http.url': `${exchange.scheme}://${host}${exchange.rawPath}${query}`,
    'http.host': host,
    'http.scheme': exchange.scheme,
    'http.flavor': request.httpVersion,
    'http.client_ip': client.forwardedIp,
    'net.peer.ip': client.ip,
    'kong.request.id': exchange.requestId,
    'http.status_code': outcome?.status ?? 0,
    'http.route': paths?.[0] ?? '',
  };
}

/** What the gateway did for a request: itself, its parts, and each try of the upstream. */
function spansOf(exchange: Exchange, trace: Trace): Span[] {
  const { traceId, rootId } = trace;
  const end = preciseNow();
  const child = { traceId, parentId: rootId } as const;
  const tries = exchange.tries as { ip: string; port: number; balancer_start: number; code?: number }[];
  return [
    {
      traceId,
      spanId: rootId,
      ...(trace.parentId === undefined ? {} : { parentId: trace.parentId }),
      name: 'kong',
      kind: 'server',
      start: exchange.startedAt,
      end,
      attributes: rootAttributes(exchange),
      isFailed: (exchange.outcome?.status ?? 0) >= 500,
    },
    ...exchange.work.map(({ name, start, end: done }): Span => ({
      ...child,
      spanId: newSpanId(),
      name,
      kind: 'internal',
      start,
      end: done,
      attributes: {},
    })),
    ...tries.map(({ ip, port, balancer_start: start, code }, index): Span => ({
      ...child,
      spanId: index === tries.length - 1 ? trace.balancerId : newSpanId(),
      name: 'kong.balancer',
      kind: 'client',
      start,
      end,
      attributes: {
        try_count: index + 1,
        'net.peer.ip': ip,
        'net.peer.port': port,
        'net.peer.name': String(exchange.match?.service?.host ?? ip),
        ...(code === undefined ? {} : { 'http.status_code': code }),
      },
      isFailed: code !== undefined,
    })),
  ];
}

/** Kong's opentelemetry 3.9: traces by OTLP over HTTP, with tracing on for everything (`tracing_instrumentations=all`) and every request sampled unless something says otherwise. No logs are sent. */
export const openTelemetry: PluginDefinition = {
  name: 'opentelemetry',
  priority: 14,
  schema: openTelemetrySchema,
  create: (row, _plugin, gateway) => {
    const config = row as Config;
    const traces = new WeakMap<Exchange, Trace>();
    const attributes = Object.entries(config.resource_attributes ?? {}).map(
      ([name, value]) => [name, template(value)] as const,
    );
    let resource: Record<string, string> = {};
    const queue = new BatchQueue<Buffer>(
      config.queue,
      async (spans) => {
        const { status } = await callUrl(new URL(config.traces_endpoint ?? ''), {
          method: 'POST',
          headers: { 'Content-Type': 'application/x-protobuf', ...config.headers },
          body: encodeTraces(spans, {
            'service.name': 'kong',
            'service.instance.id': gateway.nodeId,
            'service.version': '3.9.3',
            ...resource,
          }),
          timeout: config.read_timeout,
        });
        if (status !== 200) throw new Error(`response error: ${status}`);
      },
      (message) => gateway.log('error', `opentelemetry: ${message}`),
    );
    return {
      access: (exchange) => {
        if (config.traces_endpoint === null) return;
        propagate(exchange, config, (extracted) => {
          const trace: Trace = {
            traceId: extracted.traceId ?? randomBytes(16).toString('hex'),
            rootId: newSpanId(),
            parentId: extracted.spanId ?? extracted.parentId,
            balancerId: newSpanId(),
            isSampled: extracted.isSampled ?? Math.random() < (config.sampling_rate ?? 1),
          };
          traces.set(exchange, trace);
          const { traceId, rootId, balancerId, isSampled } = trace;
          return { ...extracted, traceId, spanId: balancerId, parentId: rootId, isSampled };
        });
      },
      headerFilter: (exchange) => {
        const name = config.http_response_header_for_traceid;
        const trace = traces.get(exchange);
        if (name !== null && trace) exchange.outcome?.headers.add(name, trace.traceId);
      },
      log: (exchange) => {
        if (config.traces_endpoint === null) return;
        // A request that another plugin refused before has a trace of its own, which nobody was told of.
        const trace = traces.get(exchange) ?? {
          traceId: randomBytes(16).toString('hex'),
          rootId: newSpanId(),
          parentId: undefined,
          balancerId: newSpanId(),
          isSampled: Math.random() < (config.sampling_rate ?? 1),
        };
        if (!trace.isSampled) return;
        resource = Object.fromEntries(attributes.map(([name, value]) => [name, value(exchange)]));
        for (const span of spansOf(exchange, trace)) queue.add(encodeSpan(span));
      },
      close: () => queue.close(),
    };
  },
};
