import type { Field, Json, NamedField } from '../schema/field.ts';
import type { PluginSchema } from '../schema/plugin-schema.ts';
import { httpProtocols, path, port, timeout } from '../schema/typedefs.ts';

export const periods = ['second', 'minute', 'hour', 'day', 'month', 'year'] as const;
export type Period = (typeof periods)[number];

const limit: Field = { type: 'number', gt: 0 };
const conditionally = (
  source: string,
  value: string,
  field: string,
): NonNullable<PluginSchema['entity_checks']>[number] => ({
  conditional: {
    if_field: `config.${source}`,
    if_match: { eq: value },
    then_field: `config.${field}`,
    then_match: { required: true },
  },
});

/** A field of before 3.7 that now stands in the record `redis`. */
const deprecated = (name: string, field: Field): NamedField => ({
  [`redis_${name}`]: {
    ...field,
    deprecation: {
      replaced_with: [{ path: ['redis', name] }],
      message: `rate-limiting: config.redis_${name} is deprecated, please use config.redis.${name} instead`,
      removal_in_version: '4.0',
    },
  },
});

/** Longer windows may not allow less than shorter ones. */
function orderProblem(value: Json): string | undefined {
  const config = value as Partial<Record<Period, number | null>>;
  const number = (count: number): string => (Number.isInteger(count) ? count.toFixed(1) : String(count));
  let shorter: Period | undefined;
  for (const period of periods) {
    const count = config[period];
    if (typeof count !== 'number') continue;
    const before = shorter && config[shorter];
    if (shorter && typeof before === 'number' && count < before) {
      return `The limit for ${period}(${number(count)}) cannot be lower than the limit for ${shorter}(${number(before)})`;
    }
    shorter = period;
  }
  return undefined;
}

export const rateLimitingSchema: PluginSchema = {
  protocols: httpProtocols,
  config: [
    ...periods.map((period): NamedField => ({ [period]: limit })),
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
    {
      redis: {
        type: 'record',
        required: true,
        fields: [
          { host: { type: 'string' } },
          { port: { ...port, default: 6379 } },
          { timeout: { ...timeout, default: 2000 } },
          { username: { type: 'string', referenceable: true } },
          { password: { type: 'string', referenceable: true, encrypted: true, len_min: 0 } },
          { database: { type: 'integer', default: 0 } },
          { ssl: { type: 'boolean', required: false, default: false } },
          { ssl_verify: { type: 'boolean', required: false, default: false } },
          { server_name: { type: 'string', required: false } },
        ],
      },
    },
    { hide_client_headers: { type: 'boolean', required: true, default: false } },
    { error_code: { type: 'number', gt: 0, default: 429 } },
    { error_message: { type: 'string', default: 'API rate limit exceeded' } },
    { sync_rate: { type: 'number', required: true, default: -1 } },
  ],
  shorthand_fields: [
    deprecated('host', { type: 'string' }),
    deprecated('port', { type: 'integer' }),
    deprecated('password', { type: 'string', len_min: 0 }),
    deprecated('username', { type: 'string' }),
    deprecated('ssl', { type: 'boolean' }),
    deprecated('ssl_verify', { type: 'boolean' }),
    deprecated('server_name', { type: 'string' }),
    deprecated('timeout', { type: 'integer' }),
    deprecated('database', { type: 'integer' }),
  ],
  validate: orderProblem,
  entity_checks: [
    { at_least_one_of: periods.map((period) => `config.${period}`) },
    conditionally('policy', 'redis', 'redis.host'),
    conditionally('policy', 'redis', 'redis.port'),
    conditionally('policy', 'redis', 'redis.timeout'),
    conditionally('limit_by', 'header', 'header_name'),
    conditionally('limit_by', 'path', 'path'),
  ],
};
