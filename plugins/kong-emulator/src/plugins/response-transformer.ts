import type { Exchange } from '../exchange/exchange.ts';
import type { HeaderList } from '../exchange/headers.ts';
import type { Json, Row } from '../schema/field.ts';
import type { PluginDefinition } from './plugin.ts';
import { responseTransformerSchema } from './response-transformer-schema.ts';

type Action = 'remove' | 'rename' | 'replace' | 'add' | 'append';

const listOf = (config: Row, action: Action, kind: 'headers' | 'json' | 'json_types'): string[] =>
  ((config[action] as Row)[kind] as string[] | null) ?? [];

/** `name:value` in two; a value is undefined where nothing follows the colon. */
function split(text: string): [string, string | undefined] {
  const [, name = text, value = ''] = /^([^:]+):*(.*)$/s.exec(text) ?? [];
  return [name, value === '' ? undefined : value];
}

const pairsOf = (config: Row, action: Action): [string, string | undefined][] =>
  listOf(config, action, 'headers').map(split);

/** Conditions are those before any change, for Kong reads the headers once. */
function transformHeaders(headers: HeaderList, config: Row): void {
  const before = headers.copy();
  for (const [name] of pairsOf(config, 'remove')) headers.remove(name);
  for (const [from, to] of pairsOf(config, 'rename')) {
    const values = before.getAll(from);
    if (values.length === 0 || to === undefined) continue;
    headers.set(to, values);
    headers.remove(from);
  }
  for (const [name, value] of pairsOf(config, 'replace'))
    if (value !== undefined && before.has(name)) headers.set(name, value);
  for (const [name, value] of pairsOf(config, 'add'))
    if (value !== undefined && !before.has(name)) headers.set(name, value);
  for (const [name, value] of pairsOf(config, 'append')) if (value !== undefined) headers.add(name, value);
}

/** A configured value for JSON; undefined where it is no number though it should be. */
function cast(text: string | undefined, type: string | undefined): Json | undefined {
  // Kong writes nothing as null, and a text with its escapes but for those of quotes.
  const value = text === undefined ? 'null' : JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  if (type === 'boolean') return value === 'true';
  if (type !== 'number') return value;
  const number = value.trim() === '' ? Number.NaN : Number(value);
  return Number.isNaN(number) ? undefined : number;
}

function typed(config: Row, action: Action): [string, Json][] {
  const types = listOf(config, action, 'json_types');
  return listOf(config, action, 'json').flatMap((text, index): [string, Json][] => {
    const [name, raw] = split(text);
    const value = cast(raw, types[index]);
    return value === undefined ? [] : [[name, value]];
  });
}

const appended = (known: Json | undefined, value: Json): Json =>
  typeof known === 'string' ? [known, value] : Array.isArray(known) ? [...known, value] : [value];

function transformJson(given: Row, config: Row): Row {
  const values = new Map(Object.entries(given));
  // To Lua `false` counts as nothing; null does not.
  const isSet = (name: string): boolean => values.has(name) && values.get(name) !== false;
  for (const text of listOf(config, 'remove', 'json')) values.delete(split(text)[0]);
  for (const [from, to] of listOf(config, 'rename', 'json').map(split)) {
    const value = values.get(from);
    if (value === undefined || to === undefined) continue;
    values.set(to, value);
    values.delete(from);
  }
  for (const [name, value] of typed(config, 'replace')) if (isSet(name)) values.set(name, value);
  for (const [name, value] of typed(config, 'add')) if (!isSet(name)) values.set(name, value);
  for (const [name, value] of typed(config, 'append')) values.set(name, appended(values.get(name), value));
  return Object.fromEntries(values);
}

function transformBody(body: Buffer, config: Row): Buffer {
  try {
    const value = JSON.parse(body.toString()) as Json;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return body;
    return Buffer.from(JSON.stringify(transformJson(value, config)));
  } catch {
    return body;
  }
}

const isJson = (exchange: Exchange): boolean =>
  (exchange.outcome?.headers.get('content-type') ?? '')
    .split(',')
    .some((type) => /^\s*application\/json\s*(;|$)/i.test(type));

/** Kong's response-transformer 3.9: changes an answer's headers and the fields of its JSON. */
export const responseTransformer: PluginDefinition = {
  name: 'response-transformer',
  priority: 800,
  schema: responseTransformerSchema,
  create: (config) => {
    const actions: Action[] = ['remove', 'rename', 'replace', 'add', 'append'];
    const changesJson = actions.some((action) => listOf(config, action, 'json').length > 0);
    const held = new WeakMap<Exchange, Buffer[]>();
    return {
      headerFilter: (exchange) => {
        const headers = exchange.outcome?.headers;
        if (!headers) return;
        transformHeaders(headers, config);
        if (changesJson && isJson(exchange)) headers.remove('Content-Length');
      },
      ...(changesJson
        ? {
            bodyFilter: (exchange, chunk, isLast) => {
              if (!isJson(exchange)) return chunk;
              const chunks = [...(held.get(exchange) ?? []), chunk];
              held.set(exchange, chunks);
              return isLast ? transformBody(Buffer.concat(chunks), config) : Buffer.alloc(0);
            },
          }
        : {}),
    };
  },
};
