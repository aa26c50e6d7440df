import type { PluginSchema } from '../schema/plugin-schema.ts';
import { httpProtocols } from '../schema/typedefs.ts';
import { limitFields, orderProblem, redis, redisChecks, redisShorthands } from './limit-fields.ts';
import { periods } from './window-counters.ts';

export const responseRatelimitingSchema: PluginSchema = {
  protocols: httpProtocols,
  config: [
    { header_name: { type: 'string', default: 'x-kong-limit' } },
    { limit_by: { type: 'string', default: 'consumer', one_of: ['consumer', 'credential', 'ip'] } },
    { policy: { type: 'string', default: 'local', one_of: ['local', 'cluster', 'redis'] } },
    { fault_tolerant: { type: 'boolean', required: true, default: true } },
    { redis },
    { block_on_first_violation: { type: 'boolean', required: true, default: false } },
    { hide_client_headers: { type: 'boolean', required: true, default: false } },
    {
      limits: {
        type: 'map',
        required: true,
        len_min: 1,
        keys: { type: 'string' },
        values: {
          type: 'record',
          required: true,
          fields: limitFields,
          validate: orderProblem,
          entity_checks: [{ at_least_one_of: periods }],
        },
      },
    },
  ],
  shorthand_fields: redisShorthands('response-ratelimiting'),
  entity_checks: redisChecks,
};
