import type { PatternRule } from '../schema/field.ts';
import type { PluginSchema } from '../schema/plugin-schema.ts';
import { anyProtocols, url } from '../schema/typedefs.ts';
import { customFields, queueField, retiredQueueFields } from './log-fields.ts';

const forbidden = (name: string, pattern: string): PatternRule => ({
  err: `cannot contain '${name}' header`,
  pattern,
});

export const httpLogSchema: PluginSchema = {
  protocols: anyProtocols,
  config: [
    {
      http_endpoint: {
        ...url,
        required: true,
        referenceable: true,
        encrypted: true,
      },
    },
    { method: { type: 'string', default: 'POST', one_of: ['POST', 'PUT', 'PATCH'] } },
    {
      content_type: {
        type: 'string',
        default: 'application/json',
        one_of: ['application/json', 'application/json; charset=utf-8'],
      },
    },
    { timeout: { type: 'number', default: 10000 } },
    { keepalive: { type: 'number', default: 60000 } },
    ...retiredQueueFields('http-log'),
    {
      headers: {
        type: 'map',
        keys: {
          type: 'string',
          match_none: [
            forbidden('Host', '^[Hh][Oo][Ss][Tt]$'),
            forbidden('Content-Length', '^[Cc][Oo][Nn][Tt][Ee][Nn][Tt]%-[Ll][Ee][nn][Gg][Tt][Hh]$'),
            forbidden('Content-Type', '^[Cc][Oo][Nn][Tt][Ee][Nn][Tt]%-[Tt][Yy][Pp][Ee]$'),
          ],
        },
        values: { type: 'string', referenceable: true },
      },
    },
    { queue: queueField },
    { custom_fields_by_lua: customFields },
  ],
};
