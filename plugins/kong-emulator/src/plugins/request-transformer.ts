import { template, type Template } from '../lua/template.ts';
import { escapePath } from '../router/path.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { parseArguments, writeArguments, type Arguments } from '../exchange/query.ts';
import type { Json, Row } from '../schema/field.ts';
import { readBody, writeBody } from './body-arguments.ts';
import type { PluginDefinition } from './plugin.ts';
import { requestTransformerSchema } from './request-transformer-schema.ts';

type Kind = 'headers' | 'querystring' | 'body';
type Pair = [string, Template];

interface Steps {
  remove: Template[];
  rename: Pair[];
  replace: Pair[];
  add: Pair[];
  append: Pair[];
}

const listOf = (config: Row, action: string, kind: Kind): string[] =>
  ((config[action] as Row)[kind] as string[] | null) ?? [];

function pairs(config: Row, action: string, kind: Kind): Pair[] {
  return listOf(config, action, kind).map((text) => {
    const at = text.indexOf(':');
    return [text.slice(0, at), template(text.slice(at + 1))];
  });
}

function stepsOf(config: Row, kind: Kind): Steps {
  return {
    remove: listOf(config, 'remove', kind).map((text) => template(text)),
    rename: pairs(config, 'rename', kind),
    replace: pairs(config, 'replace', kind),
    add: pairs(config, 'add', kind),
    append: pairs(config, 'append', kind),
  };
}

const isIdle = (steps: Steps): boolean => Object.values(steps).every((list) => list.length === 0);

function transformHeaders(exchange: Exchange, steps: Steps): void {
  const { upstream } = exchange;
  const { headers } = upstream;
  for (const name of steps.remove) headers.remove(name(exchange));
  for (const [from, to] of steps.rename) {
    const values = headers.getAll(from);
    if (values.length === 0) continue;
    headers.remove(from);
    // nginx writes the new name in lower case.
    headers.set(to(exchange).toLowerCase(), values);
  }
  for (const [name, value] of steps.replace) {
    if (name.toLowerCase() === 'host') upstream.hostHeader = value(exchange);
    else if (headers.has(name)) headers.set(name, value(exchange));
  }
  for (const [name, value] of steps.add) {
    if (name.toLowerCase() !== 'host' && !headers.has(name)) headers.set(name, value(exchange));
  }
  for (const [name, value] of steps.append) {
    if (name.toLowerCase() !== 'host') headers.add(name, value(exchange));
  }
}

function transformQuery(exchange: Exchange, steps: Steps): void {
  const args: Arguments = parseArguments(exchange.upstream.query);
  for (const name of steps.remove) args.delete(name(exchange));
  for (const [from, to] of steps.rename) {
    const values = args.get(from);
    if (!values) continue;
    args.delete(from);
    args.set(to(exchange), values);
  }
  for (const [name, value] of steps.replace) if (args.has(name)) args.set(name, [value(exchange)]);
  for (const [name, value] of steps.add) if (!args.has(name)) args.set(name, [value(exchange)]);
  for (const [name, value] of steps.append) args.set(name, [...(args.get(name) ?? []), value(exchange)]);
  exchange.upstream.query = writeArguments(args);
}

const appended = (known: Json | undefined, value: string): Json =>
  // Kong appends to texts and lists alone: any other value is replaced by a list.
  typeof known === 'string' ? [known, value] : Array.isArray(known) ? [...known, value] : [value];

function transformBody(exchange: Exchange, steps: Steps): void {
  const body = readBody(exchange);
  if (!body) return;
  const values: Row = { ...body.values };
  for (const name of steps.remove) delete values[name(exchange)];
  for (const [from, to] of steps.rename) {
    const value = values[from];
    if (value === undefined) continue;
    delete values[from];
    values[to(exchange)] = value;
  }
  for (const [name, value] of steps.replace) if (name in values) values[name] = value(exchange);
  for (const [name, value] of steps.add) values[name] ??= value(exchange);
  for (const [name, value] of steps.append) values[name] = appended(values[name], value(exchange));
  writeBody(exchange, { ...body, values });
}

/** Kong's request-transformer 3.9, templates `$(…)` included. */
export const requestTransformer: PluginDefinition = {
  name: 'request-transformer',
  priority: 801,
  schema: requestTransformerSchema,
  create: (config) => {
    const headers = stepsOf(config, 'headers');
    const query = stepsOf(config, 'querystring');
    const body = stepsOf(config, 'body');
    const uri = (config.replace as Row).uri;
    const path = typeof uri === 'string' ? template(uri) : undefined;
    return {
      access: (exchange) => {
        if (typeof config.http_method === 'string') exchange.upstream.method = config.http_method;
        if (path) exchange.upstream.path = escapePath(path(exchange));
        if (!isIdle(headers)) transformHeaders(exchange, headers);
        if (!isIdle(query)) transformQuery(exchange, query);
        if (!isIdle(body)) transformBody(exchange, body);
      },
    };
  },
};
