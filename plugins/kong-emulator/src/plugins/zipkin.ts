import { randomBytes } from 'node:crypto';
import { preciseNow, type Exchange } from '../exchange/exchange.ts';
import { callUrl } from './http-client.ts';
import type { PluginDefinition } from './plugin.ts';
import { BatchQueue, type QueueConfig } from './queue.ts';
import type { TraceContext } from './trace-context.ts';
import { propagate, type PropagationConfig } from './trace-propagation.ts';
import { zipkinSchema } from './zipkin-schema.ts';
import {
  annotate,
  childSpan,
  microseconds,
  newSpanId,
  parseTags,
  printSpan,
  type ZipkinSpan,
} from './zipkin-span.ts';

interface Config extends PropagationConfig {
  local_service_name: string;
  http_endpoint: string | null;
  sample_ratio: number;
  default_service_name: string | null;
  include_credential: boolean;
  traceid_byte_count: number;
  tags_header: string;
  static_tags: { name: string; value: string }[] | null;
  http_span_name: 'method' | 'method_path';
  read_timeout: number;
  http_response_header_for_traceid: string | null;
  phase_duration_flavor: 'annotations' | 'tags';
  queue: QueueConfig;
}

interface Spans {
  request: ZipkinSpan;
  proxy: ZipkinSpan;
  isSampled: boolean;
}

function begin(exchange: Exchange, config: Config, extracted: TraceContext): Spans {
  const { method, path, host, client } = exchange;
  const parentId = extracted.reusesSpan ? extracted.parentId : extracted.spanId;
  const statics = Object.fromEntries((config.static_tags ?? []).map(({ name, value }) => [name, value]));
  const request: ZipkinSpan = {
    kind: 'SERVER',
    name: config.http_span_name === 'method_path' ? `${method} ${path}` : method,
    traceId: extracted.traceId ?? randomBytes(config.traceid_byte_count).toString('hex'),
    id: (extracted.reusesSpan ? extracted.spanId : undefined) ?? newSpanId(),
    ...(parentId === undefined ? {} : { parentId }),
    timestamp: microseconds(exchange.startedAt),
    tags: {
      lc: 'kong',
      'http.method': method,
      'http.host': host,
      'http.path': path,
      'http.protocol': `HTTP/${exchange.request.httpVersion}`,
      ...statics,
      ...parseTags(exchange.headers.getAll(config.tags_header)),
    },
    remote: { ip: client.forwardedIp, port: client.port },
  };
  const accessStart = exchange.marks.accessStart ?? preciseNow();
  return {
    request,
    proxy: childSpan(request, `${request.name} (proxy)`, microseconds(accessStart)),
    isSampled: extracted.isSampled ?? Math.random() < config.sample_ratio,
  };
}

/** Says in a span which service and route a request went to. */
function place(span: ZipkinSpan, exchange: Exchange, fallback: string | null): void {
  const { service, route } = exchange.match ?? {};
  if (service) {
    span.tags['kong.service'] = service.id;
    if (typeof service.name === 'string') {
      span.remote.serviceName = service.name;
      span.tags['kong.service_name'] = service.name;
    }
  }
  if (route) {
    span.tags['kong.route'] = route.id;
    if (typeof route.name === 'string') span.tags['kong.route_name'] = route.name;
  }
  if (fallback !== null) span.remote.serviceName ??= fallback;
}

/** A span for each try of the upstream. */
function tries(exchange: Exchange, { request }: Spans, fallback: string | null): ZipkinSpan[] {
  const made = exchange.tries as {
    ip: string;
    port: number;
    balancer_start: number;
    balancer_latency: number;
    state?: string;
    code?: number;
  }[];
  return made.map((one, index) => {
    const span = childSpan(
      request,
      `${request.name} (balancer try ${index + 1})`,
      microseconds(one.balancer_start),
    );
    span.remote = { ip: one.ip, port: one.port };
    span.tags['kong.balancer.try'] = String(index + 1);
    if (index < made.length - 1) {
      span.tags.error = 'true';
      span.tags['kong.balancer.state'] = one.state ?? '';
      span.tags['http.status_code'] = String(one.code ?? '');
    }
    place(span, exchange, fallback);
    span.duration = microseconds(one.balancer_latency);
    return span;
  });
}

/** Notes when the phases of a request began and ended. */
function notePhases({ marks, startedAt }: Exchange, { request, proxy }: Spans, end: number): void {
  annotate(request, 'krf', startedAt);
  annotate(request, 'krs', startedAt);
  const moments: [string, number | undefined][] = [
    ['khs', marks.headersStart],
    ['khf', marks.bodyStart],
    ['kbs', marks.bodyStart],
    ['kas', marks.accessStart],
    ['kaf', marks.accessEnd],
    ['kbf', end],
  ];
  for (const [name, at] of moments) annotate(proxy, name, at ?? end);
}

/** Durations in whole milliseconds, in the place of moments. */
function tagPhases({ marks }: Exchange, { request, proxy }: Spans, end: number): void {
  const { accessStart = end, accessEnd = end, headersStart = end, bodyStart = end } = marks;
  request.tags['kong.rewrite.duration_ms'] = '0';
  proxy.tags['kong.access.duration_ms'] = String(Math.round(accessEnd - accessStart));
  proxy.tags['kong.header_filter.duration_ms'] = String(Math.round(bodyStart - headersStart));
  proxy.tags['kong.body_filter.duration_ms'] = String(Math.round(end - bodyStart));
}

/** Kong's zipkin 3.9: B3 headers and spans in Zipkin's JSON. */
export const zipkin: PluginDefinition = {
  name: 'zipkin',
  priority: 100000,
  schema: zipkinSchema,
  create: (row, _plugin, gateway) => {
    const config = row as Config;
    const known = new WeakMap<Exchange, Spans>();
    const spansOf = (exchange: Exchange, extracted: TraceContext = {}): Spans => {
      const spans = known.get(exchange) ?? begin(exchange, config, extracted);
      known.set(exchange, spans);
      return spans;
    };
    const queue = new BatchQueue(
      config.queue,
      async (entries) => {
        if (config.http_endpoint === null) return;
        const { status } = await callUrl(new URL(config.http_endpoint), {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: `[${entries.join(',')}]`,
          timeout: config.read_timeout,
        });
        if (status < 200 || status >= 300) throw new Error(`server responded unexpectedly: ${status}`);
      },
      (message) => gateway.log('error', `zipkin: ${message}`),
    );
    return {
      access: (exchange) => {
        propagate(exchange, config, (extracted) => {
          const { proxy, isSampled } = spansOf(exchange, extracted);
          const { traceId, id: spanId, parentId } = proxy;
          return {
            ...extracted,
            traceId,
            spanId,
            ...(parentId === undefined ? {} : { parentId }),
            isSampled,
          };
        });
      },
      headerFilter: (exchange) => {
        const name = config.http_response_header_for_traceid;
        if (name !== null) exchange.outcome?.headers.add(name, spansOf(exchange).proxy.traceId);
      },
      log: (exchange) => {
        const spans = spansOf(exchange);
        if (!spans.isSampled) return;
        const { request, proxy } = spans;
        const end = preciseNow();
        const note = config.phase_duration_flavor === 'annotations' ? notePhases : tagPhases;
        note(exchange, spans, end);
        const { consumer, credential, match, outcome, upstream } = exchange;
        const last = exchange.tries.at(-1) as { ip: string; port: number } | undefined;
        if (match?.service) proxy.remote = last ? { ip: last.ip, port: last.port } : { port: upstream.port };
        if (last) proxy.tags['peer.hostname'] = upstream.host;
        place(proxy, exchange, config.default_service_name);
        if (config.default_service_name !== null) request.remote.serviceName = config.default_service_name;
        request.tags['http.status_code'] = String(outcome?.status ?? 0);
        if (consumer) request.tags['kong.consumer'] = consumer.id;
        if (config.include_credential && credential) request.tags['kong.credential'] = credential.id;
        request.tags['kong.node.id'] = gateway.nodeId;
        proxy.duration = Math.max(0, microseconds(end) - proxy.timestamp);
        request.duration = Math.max(0, microseconds(end) - request.timestamp);
        const all = [...tries(exchange, spans, config.default_service_name), proxy, request];
        for (const span of all) queue.add(printSpan(span, config.local_service_name));
      },
      close: () => queue.close(),
    };
  },
};
