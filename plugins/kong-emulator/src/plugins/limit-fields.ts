import type { EntityCheck, Field, Json, NamedField } from '../schema/field.ts';
import { port, timeout } from '../schema/typedefs.ts';
import { periods, type Period } from './window-counters.ts';

/** A limit for each window. */
export const limitFields: readonly NamedField[] = periods.map((period): NamedField => ({
  [period]: { type: 'number', gt: 0 },
}));

/** A rule by which one field of a configuration is needed where another has a value. */
export const neededWhen = (source: string, value: string, field: string): EntityCheck => ({
  conditional: {
    if_field: `config.${source}`,
    if_match: { eq: value },
    then_field: `config.${field}`,
    then_match: { required: true },
  },
});

/** Where counts are kept with the policy `redis`. */
export const redis: Field = {
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
};

export const redisChecks: readonly EntityCheck[] = [
  neededWhen('policy', 'redis', 'redis.host'),
  neededWhen('policy', 'redis', 'redis.port'),
  neededWhen('policy', 'redis', 'redis.timeout'),
];

/** The fields of before 3.7 that now stand in the record `redis`. */
export const redisShorthands = (plugin: string): NamedField[] => {
  const deprecated = (name: string, field: Field): NamedField => ({
    [`redis_${name}`]: {
      ...field,
      deprecation: {
        replaced_with: [{ path: ['redis', name] }],
        message: `${plugin}: config.redis_${name} is deprecated, please use config.redis.${name} instead`,
        removal_in_version: '4.0',
      },
    },
  });
  return [
    deprecated('host', { type: 'string' }),
    deprecated('port', { type: 'integer' }),
    deprecated('password', { type: 'string', len_min: 0 }),
    deprecated('username', { type: 'string' }),
    deprecated('ssl', { type: 'boolean' }),
    deprecated('ssl_verify', { type: 'boolean' }),
    deprecated('server_name', { type: 'string' }),
    deprecated('timeout', { type: 'integer' }),
    deprecated('database', { type: 'integer' }),
  ];
};

/** What is wrong with limits of which a longer window allows less than a shorter one. */
export function orderProblem(value: Json): string | undefined {
  const limits = value as Partial<Record<Period, number | null>>;
  const number = (count: number): string => (Number.isInteger(count) ? count.toFixed(1) : String(count));
  let shorter: Period | undefined;
  for (const period of periods) {
    const count = limits[period];
    if (typeof count !== 'number') continue;
    const before = shorter && limits[shorter];
    if (shorter && typeof before === 'number' && count < before) {
      return `The limit for ${period}(${number(count)}) cannot be lower than the limit for ${shorter}(${number(before)})`;
    }
    shorter = period;
  }
  return undefined;
}
