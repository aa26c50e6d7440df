import { isIP } from 'node:net';
import type { EntityCheck, EntitySchema, Field, Json, NamedField } from '../field.ts';
import { host, id, isHost, path, tags, time } from '../typedefs.ts';

const text = (value: Json): string => (typeof value === 'string' ? value : '');

const hashOptions = [
  'none',
  'consumer',
  'ip',
  'header',
  'cookie',
  'path',
  'query_arg',
  'uri_capture',
] as const;
const checkTypes = ['tcp', 'http', 'https', 'grpc', 'grpcs'] as const;
const successes = [
  200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 306, 307, 308,
];

const statuses = (fallback: number[]): Field => ({
  type: 'array',
  elements: { type: 'integer', between: [100, 999] },
  default: fallback,
});
const count: Field = { type: 'integer', between: [0, 255], default: 0 };
const seconds = (fallback: number): Field => ({ type: 'number', between: [0, 65535], default: fallback });

/** A required record whose printed default is what its own fields default to. */
function record(fields: readonly NamedField[]): Field {
  const fallback: { [key: string]: Json } = {};
  for (const field of fields) {
    for (const [key, definition] of Object.entries(field)) {
      if (definition.default !== undefined) fallback[key] = definition.default;
    }
  }
  return { type: 'record', required: true, fields, default: fallback };
}

const healthchecks = record([
  {
    passive: record([
      { healthy: record([{ http_statuses: statuses(successes) }, { successes: count }]) },
      {
        unhealthy: record([
          { timeouts: count },
          { http_failures: count },
          { http_statuses: statuses([429, 500, 503]) },
          { tcp_failures: count },
        ]),
      },
      { type: { type: 'string', default: 'http', one_of: checkTypes } },
    ]),
  },
  {
    active: record([
      { concurrency: { type: 'integer', default: 10, between: [1, 2147483648] } },
      {
        healthy: record([
          { interval: seconds(0) },
          { http_statuses: statuses([200, 302]) },
          { successes: count },
        ]),
      },
      {
        unhealthy: record([
          { timeouts: count },
          { http_failures: count },
          { interval: seconds(0) },
          { http_statuses: statuses([429, 404, 500, 501, 502, 503, 504, 505]) },
          { tcp_failures: count },
        ]),
      },
      { http_path: { ...path, default: '/' } },
      { https_sni: { type: 'string', required: false } },
      { https_verify_certificate: { type: 'boolean', required: true, default: true } },
      { type: { type: 'string', default: 'http', one_of: checkTypes } },
      {
        headers: {
          type: 'map',
          required: false,
          keys: { type: 'string' },
          values: { type: 'array', elements: { type: 'string' } },
        },
      },
      { timeout: seconds(1) },
    ]),
  },
  { threshold: { type: 'number', default: 0, between: [0, 100] } },
]);
// Kong leaves the threshold out of the printed default.
if (
  healthchecks.default &&
  typeof healthchecks.default === 'object' &&
  !Array.isArray(healthchecks.default)
) {
  delete healthchecks.default.threshold;
}

const needs = (source: string, value: string, field: string): EntityCheck => ({
  conditional: {
    if_field: source,
    if_match: { match: `^${value}$` },
    then_field: field,
    then_match: { required: true },
  },
});
const fallbackOf = (value: string, allowed: readonly string[]): EntityCheck => ({
  conditional: {
    if_field: 'hash_on',
    if_match: { match: `^${value}$` },
    then_field: 'hash_fallback',
    then_match: { one_of: allowed },
  },
});
const twice = (field: string): EntityCheck => ({ distinct: [`hash_on_${field}`, `hash_fallback_${field}`] });
const hashArgument: Field = { type: 'string', len_min: 1 };

const nameProblem = (value: Json): string | undefined => {
  if (isIP(text(value))) return `Invalid name ('${text(value)}'); no ip addresses allowed`;
  if (text(value).includes(':')) return `Invalid name ('${text(value)}'); no port allowed`;
  return isHost(text(value)) ? undefined : `Invalid name ('${text(value)}'); must be a valid hostname`;
};

/** A name that several targets answer to. */
export const upstreams: EntitySchema = {
  name: 'upstreams',
  endpointKey: 'name',
  fields: [
    { id },
    { created_at: time },
    { name: { type: 'string', required: true, unique: true, validate: nameProblem } },
    { updated_at: time },
    {
      algorithm: {
        type: 'string',
        default: 'round-robin',
        one_of: ['consistent-hashing', 'least-connections', 'round-robin', 'latency'],
      },
    },
    { hash_on: { type: 'string', default: 'none', one_of: hashOptions } },
    { hash_fallback: { type: 'string', default: 'none', one_of: hashOptions } },
    { hash_on_header: { type: 'string' } },
    { hash_fallback_header: { type: 'string' } },
    { hash_on_cookie: { type: 'string' } },
    { hash_on_cookie_path: { ...path, default: '/' } },
    { hash_on_query_arg: hashArgument },
    { hash_fallback_query_arg: hashArgument },
    { hash_on_uri_capture: hashArgument },
    { hash_fallback_uri_capture: hashArgument },
    { slots: { type: 'integer', default: 10000, between: [10, 65536] } },
    { healthchecks },
    { tags },
    { host_header: { type: 'string', validate: host.validate } },
    { client_certificate: { type: 'foreign', reference: 'certificates' } },
    { use_srv_name: { type: 'boolean', default: false } },
  ],
  entity_checks: [
    needs('hash_on', 'header', 'hash_on_header'),
    needs('hash_fallback', 'header', 'hash_fallback_header'),
    needs('hash_on', 'cookie', 'hash_on_cookie'),
    needs('hash_fallback', 'cookie', 'hash_on_cookie'),
    fallbackOf('none', ['none']),
    fallbackOf('cookie', ['none']),
    fallbackOf('consumer', ['none', 'ip', 'header', 'cookie', 'path', 'query_arg', 'uri_capture']),
    fallbackOf('ip', ['none', 'consumer', 'header', 'cookie', 'path', 'query_arg', 'uri_capture']),
    fallbackOf('path', ['none', 'consumer', 'header', 'cookie', 'query_arg', 'ip', 'uri_capture']),
    twice('header'),
    needs('hash_on', 'query_arg', 'hash_on_query_arg'),
    needs('hash_fallback', 'query_arg', 'hash_fallback_query_arg'),
    twice('query_arg'),
    needs('hash_on', 'uri_capture', 'hash_on_uri_capture'),
    needs('hash_fallback', 'uri_capture', 'hash_fallback_uri_capture'),
    twice('uri_capture'),
  ],
};

const targetProblem = (value: Json): string | undefined => {
  const match = /^(\[[^\]]+\]|[^:]*)(?::(\d+))?$/.exec(text(value));
  const fits = match && isHost(match[1] ?? '') && (match[2] === undefined || Number(match[2]) <= 65535);
  if (fits) return undefined;
  const shown = text(value).includes(':') ? '' : ` ('${text(value)}')`;
  return `Invalid target${shown}; not a valid hostname or ip address`;
};

/** One address of an upstream, with its weight. */
export const targets: EntitySchema = {
  name: 'targets',
  endpointKey: 'target',
  cacheKey: ['upstream', 'target'],
  fractionalTimes: true,
  fields: [
    { id },
    { created_at: { ...time, type: 'number' } },
    { updated_at: { ...time, type: 'number' } },
    { upstream: { type: 'foreign', required: true, reference: 'upstreams', on_delete: 'cascade' } },
    { target: { type: 'string', required: true, validate: targetProblem } },
    { weight: { type: 'integer', default: 100, between: [0, 65535] } },
    { tags },
  ],
  entity_checks: [],
  seal: (row) => ({
    ...row,
    target: /:\d+$/.test(text(row.target ?? null))
      ? (row.target ?? null)
      : `${text(row.target ?? null)}:8000`,
  }),
};
