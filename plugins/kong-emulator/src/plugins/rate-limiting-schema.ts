import type { PluginSchema } from '../schema/plugin-schema.ts';
import { httpProtocols, path } from '../schema/typedefs.ts';
import {
  limitFields,
  neededWhen,
  orderProblem,
  redis,
  redisChecks,
  redisShorthands,
} from './limit-fields.ts';
import { periods } from './window-counters.ts';

export const rateLimitingSchema: PluginSchema = {
  protocols: httpProtocols,
  config: [
    ...limitFields,
    {
      limit_by: {
        type: 'string',
        default: 'consumer',
        one_of: ['consumer', 'credential', 'ip', 'service', 'header', 'path'],
      },
    },
    { header_name: { type: 'string' } },
    { path },
    { policy: { type: 'string', default: 'local', len_min: 0, one_of: ['local', 'cluster', 'redis'] } },
    { fault_tolerant: { type: 'boolean', required: true, default: true } },
    { redis },
    { hide_client_headers: { type: 'boolean', required: true, default: false } },
    { error_code: { type: 'number', gt: 0, default: 429 } },
    { error_message: { type: 'string', default: 'API rate limit exceeded' } },
    { sync_rate: { type: 'number', required: true, default: -1 } },
  ],
  shorthand_fields: redisShorthands('rate-limiting'),
  validate: orderProblem,
  entity_checks: [
    { at_least_one_of: periods.map((period) => `config.${period}`) },
    ...redisChecks,
    neededWhen('limit_by', 'header', 'header_name'),
    neededWhen('limit_by', 'path', 'path'),
  ],
};
