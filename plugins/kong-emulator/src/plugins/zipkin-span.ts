import { randomBytes } from 'node:crypto';

/** A span as Zipkin's API has it; times in microseconds since 1970. */
export interface ZipkinSpan {
  kind: 'SERVER' | 'CLIENT';
  name: string;
  traceId: string;
  id: string;
  parentId?: string;
  timestamp: number;
  duration?: number;
  tags: Record<string, string>;
  annotations?: { value: string; timestamp: number }[];
  remote: { ip?: string; port?: number; serviceName?: string };
}

/** A moment in the microseconds of Zipkin; Kong's clock has milliseconds. */
export const microseconds = (milliseconds: number): number => Math.floor(milliseconds) * 1000;

/** An id for a span. */
export const newSpanId = (): string => randomBytes(8).toString('hex');

/** A span within another. */
export function childSpan(parent: ZipkinSpan, name: string, timestamp: number): ZipkinSpan {
  const { traceId, id } = parent;
  return { kind: 'CLIENT', name, traceId, id: newSpanId(), parentId: id, timestamp, tags: {}, remote: {} };
}

/** Notes a moment of a span. */
export function annotate(span: ZipkinSpan, value: string, milliseconds: number): void {
  span.annotations ??= [];
  span.annotations.push({ value, timestamp: microseconds(milliseconds) });
}

/** A span as the JSON that is sent. */
export function printSpan({ remote, tags, ...span }: ZipkinSpan, localService: string): string {
  const { ip, port, serviceName } = remote;
  const endpoint =
    port === undefined && serviceName === undefined
      ? null
      : { ...(ip === undefined ? {} : { [ip.includes(':') ? 'ipv6' : 'ipv4']: ip }), port, serviceName };
  const filled = Object.entries(tags).filter(([, value]) => value !== '');
  return JSON.stringify({
    ...span,
    localEndpoint: { serviceName: localService },
    remoteEndpoint: endpoint,
    ...(filled.length > 0 ? { tags: Object.fromEntries(filled) } : {}),
  });
}

/** Tags that a request brings in a header: `name = value`, separated by semicolons. */
export function parseTags(lines: readonly string[]): Record<string, string> {
  const pairs = lines
    .flatMap((line) => line.split(';'))
    .flatMap((item): [string, string][] => {
      const at = item.indexOf('=');
      const name = at < 0 ? '' : item.slice(0, at).trim();
      const value = item.slice(at + 1).trim();
      return name === '' || /\s/.test(name) || value === '' ? [] : [[name, value]];
    });
  return Object.fromEntries(pairs);
}
