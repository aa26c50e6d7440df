import { serialize } from '../exchange/serialize.ts';
import type { Exchange } from '../exchange/exchange.ts';
import type { Row } from '../schema/field.ts';

/** An entity's parts that metrics name it by. */
export interface Named extends Row {
  id: string;
}

/** A log entry as the metrics of statsd, datadog and prometheus read it; numbers in bytes and milliseconds. */
export interface LogMessage {
  request: { size: number };
  response: { size: number; status: number };
  latencies: { request: number; proxy: number; receive: number; kong: number };
  service?: Named;
  route?: Named;
  consumer?: Named;
  source: string;
  workspace: string;
  workspace_name: string;
}

/** What Kong reports of a finished request. */
export const logMessage = (exchange: Exchange): LogMessage => serialize(exchange) as unknown as LogMessage;

/** The figures that are one number a request, by the name of their metric: the name sent, and the number. */
export function figures({ request, response, latencies }: LogMessage): Record<string, [string, number]> {
  return {
    request_count: ['request.count', 1],
    latency: ['latency', latencies.request],
    request_size: ['request.size', request.size],
    response_size: ['response.size', response.size],
    upstream_latency: ['upstream_latency', latencies.proxy],
    kong_latency: ['kong_latency', latencies.kong],
  };
}
