import type { Field, Json, NamedField } from '../schema/field.ts';
import type { PluginSchema } from '../schema/plugin-schema.ts';
import { anyProtocols } from '../schema/typedefs.ts';

const name: Field = { type: 'string' };
const list = (elements: Field): Field => ({ type: 'array', required: true, default: [], elements });

/** `name:value`. */
const pairProblem = (value: Json): string | undefined =>
  /^[^:]+:.*$/s.test(String(value)) ? undefined : `invalid value: ${String(value)}`;

const pair: Field = { type: 'string', validate: pairProblem };
const headerPair: Field = { type: 'string', match: '^[^:]+:.*$' };

const record = (body: Field, header: Field, query: Field, more: NamedField[] = []): Field => ({
  type: 'record',
  required: true,
  fields: [{ body: list(body) }, { headers: list(header) }, { querystring: list(query) }, ...more],
});

export const requestTransformerSchema: PluginSchema = {
  protocols: anyProtocols,
  config: [
    { http_method: { type: 'string', match: '^%u+$' } },
    { remove: record(name, name, name) },
    { rename: record(pair, headerPair, pair) },
    { replace: record(pair, headerPair, pair, [{ uri: name }]) },
    { add: record(pair, headerPair, pair) },
    { append: record(pair, headerPair, pair) },
  ],
};
