import type { Field, PatternRule } from '../schema/field.ts';
import type { PluginSchema } from '../schema/plugin-schema.ts';
import { anyProtocols, url } from '../schema/typedefs.ts';

const forbidden = (name: string, pattern: string): PatternRule => ({
  err: `cannot contain '${name}' header`,
  pattern,
});

const retired = (type: Field['type'], message: string, oldDefault: number): Field => ({
  type,
  deprecation: { old_default: oldDefault, message: `http-log: config.${message}`, removal_in_version: '4.0' },
});

const queue: Field = {
  type: 'record',
  required: true,
  fields: [
    { max_batch_size: { type: 'integer', default: 1, between: [1, 1000000] } },
    { max_coalescing_delay: { type: 'number', default: 1, between: [0, 3600] } },
    { max_entries: { type: 'integer', default: 10000, between: [1, 1000000] } },
    { max_bytes: { type: 'integer' } },
    { max_retry_time: { type: 'number', default: 60 } },
    { initial_retry_delay: { type: 'number', default: 0.01, between: [0.001, 1000000] } },
    { max_retry_delay: { type: 'number', default: 60, between: [0.001, 1000000] } },
    { concurrency_limit: { type: 'integer', default: 1, one_of: [-1, 1] } },
  ],
};

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
    {
      retry_count: retired(
        'integer',
        'retry_count no longer works, please use config.queue.max_retry_time instead',
        10,
      ),
    },
    {
      queue_size: retired(
        'integer',
        'queue_size is deprecated, please use config.queue.max_batch_size instead',
        1,
      ),
    },
    {
      flush_timeout: retired(
        'number',
        'flush_timeout is deprecated, please use config.queue.max_coalescing_delay instead',
        2,
      ),
    },
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
    { queue },
    {
      custom_fields_by_lua: {
        type: 'map',
        keys: { type: 'string', len_min: 1 },
        values: { type: 'string', len_min: 1 },
      },
    },
  ],
};
