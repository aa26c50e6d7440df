import type { Field, NamedField } from '../schema/field.ts';
import type { PluginSchema } from '../schema/plugin-schema.ts';
import { httpProtocols } from '../schema/typedefs.ts';

const list = (elements: Field): Field => ({ type: 'array', required: true, default: [], elements });
const names = list({ type: 'string' });
const pairs = list({ type: 'string', match: '^[^:]+:.*$' });
const types = list({ type: 'string', one_of: ['boolean', 'number', 'string'] });

const record = (...fields: NamedField[]): Field => ({ type: 'record', required: true, fields });

export const responseTransformerSchema: PluginSchema = {
  protocols: httpProtocols,
  config: [
    { remove: record({ json: names }, { headers: names }) },
    { rename: record({ json: pairs }, { headers: pairs }) },
    { replace: record({ json: pairs }, { json_types: types }, { headers: pairs }) },
    { add: record({ json: pairs }, { json_types: types }, { headers: pairs }) },
    { append: record({ json: pairs }, { json_types: types }, { headers: pairs }) },
  ],
};
