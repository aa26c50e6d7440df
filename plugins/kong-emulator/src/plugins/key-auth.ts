import type { Exchange } from '../exchange/exchange.ts';
import { parseArguments, writeArguments } from '../exchange/query.ts';
import type { Field, Row } from '../schema/field.ts';
import { httpProtocols, noConsumer } from '../schema/typedefs.ts';
import { live } from '../store/entities.ts';
import { authenticate, authenticateAnonymous } from '../exchange/authentication.ts';
import { readBody, writeBody } from './body-arguments.ts';
import type { PluginDefinition } from './plugin.ts';

interface Config extends Row {
  key_names: string[];
  hide_credentials: boolean;
  anonymous: string | null;
  key_in_header: boolean;
  key_in_query: boolean;
  key_in_body: boolean;
  run_on_preflight: boolean;
  realm: string | null;
}

const flag = (fallback: boolean): Field => ({ type: 'boolean', required: true, default: fallback });

/** The presented key; a list when it was given more than once. */
function findKey(exchange: Exchange, config: Config): string | string[] | undefined {
  const query = config.key_in_query ? parseArguments(exchange.upstream.query) : undefined;
  const body = config.key_in_body ? readBody(exchange) : undefined;
  for (const name of config.key_names) {
    const header = config.key_in_header ? exchange.upstream.headers.getAll(name) : [];
    const inQuery = (query?.get(name) ?? []).map(String);
    const inBody = (body?.values[name] as string | undefined) ?? undefined;
    const values =
      header.length > 0
        ? header
        : inQuery.length > 0
          ? inQuery
          : inBody === undefined
            ? []
            : [String(inBody)];
    if (values.length === 0) continue;
    if (config.hide_credentials) hide(exchange, config, name);
    return values.length === 1 ? values[0] : values;
  }
  return undefined;
}

function hide(exchange: Exchange, config: Config, name: string): void {
  const { upstream } = exchange;
  upstream.headers.remove(name);
  if (config.key_in_query && upstream.query !== undefined) {
    const args = parseArguments(upstream.query);
    if (args.delete(name)) upstream.query = writeArguments(args);
  }
  if (!config.key_in_body) return;
  const body = readBody(exchange);
  if (!body || !(name in body.values)) return;
  const { [name]: _hidden, ...rest } = body.values;
  writeBody(exchange, { ...body, values: rest });
}

/** Kong's key-auth 3.9: a consumer is known by one key. */
export const keyAuth: PluginDefinition = {
  name: 'key-auth',
  priority: 1250,
  schema: {
    consumer: noConsumer,
    protocols: httpProtocols,
    config: [
      { key_names: { type: 'array', required: true, default: ['apikey'], elements: { type: 'string' } } },
      { hide_credentials: flag(false) },
      { anonymous: { type: 'string' } },
      { key_in_header: flag(true) },
      { key_in_query: flag(true) },
      { key_in_body: flag(false) },
      { run_on_preflight: flag(true) },
      { realm: { type: 'string', required: false } },
    ],
  },
  create: (row, _plugin, gateway) => {
    const config = row as Config;
    const challenge = config.realm === null ? 'Key' : `Key realm="${config.realm}"`;
    const check = (exchange: Exchange): string | undefined => {
      const key = findKey(exchange, config);
      if (key === undefined || key === '') return 'No API key found in request';
      if (Array.isArray(key)) return 'Duplicate API key found';
      const found = gateway.store.table('keyauth_credentials').find('key', key);
      const credential = found && live(found);
      const owner =
        credential && gateway.store.table('consumers').get((credential.consumer as { id: string }).id);
      if (!credential || !owner) return 'Unauthorized';
      authenticate(exchange, owner, credential);
      return undefined;
    };
    return {
      access: (exchange) => {
        if (!config.run_on_preflight && exchange.method === 'OPTIONS') return;
        if (config.anonymous !== null && exchange.credential) return;
        const problem = check(exchange);
        if (problem === undefined) return;
        if (config.anonymous !== null) authenticateAnonymous(exchange, config.anonymous);
        else exchange.fail(401, problem, [['WWW-Authenticate', challenge]]);
      },
    };
  },
};
