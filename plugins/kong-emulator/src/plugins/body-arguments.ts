import type { Exchange } from '../exchange/exchange.ts';
import { parseArguments, writeArguments, type Arguments } from '../exchange/query.ts';
import type { Json, Row } from '../schema/field.ts';

/** A body whose fields plugins can read and change. */
export interface BodyFields {
  kind: 'json' | 'form';
  values: Row;
}

const mediaOf = (exchange: Exchange): string =>
  exchange.upstream.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';

/** The fields of a JSON or form body that is to go to the upstream; undefined for others and for what cannot be read. */
export function readBody(exchange: Exchange): BodyFields | undefined {
  const media = mediaOf(exchange);
  const { body } = exchange.upstream;
  if (media === 'application/json') {
    if (body.length === 0) return { kind: 'json', values: {} };
    try {
      const value = JSON.parse(body.toString()) as Json;
      return typeof value === 'object' && value !== null && !Array.isArray(value)
        ? { kind: 'json', values: value }
        : undefined;
    } catch {
      return undefined;
    }
  }
  if (media !== 'application/x-www-form-urlencoded') return undefined;
  const values: Row = {};
  for (const [name, list] of parseArguments(body.toString()))
    values[name] = list.length === 1 ? (list[0] ?? null) : list;
  return { kind: 'form', values };
}

/** Puts changed fields in the place of the body. */
export function writeBody(exchange: Exchange, { kind, values }: BodyFields): void {
  if (kind === 'json') {
    exchange.upstream.body = Buffer.from(JSON.stringify(values));
    return;
  }
  const args: Arguments = new Map(
    Object.entries(values).map(([name, value]) => {
      const list = Array.isArray(value) ? value : [value];
      return [name, list.map((item) => (item === true ? true : String(item)))];
    }),
  );
  exchange.upstream.body = Buffer.from(writeArguments(args) ?? '');
}
