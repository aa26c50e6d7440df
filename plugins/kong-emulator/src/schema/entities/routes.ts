import type { EntityCheck, EntitySchema, Field, Json, Row } from '../field.ts';
import { id, ipOrCidr, isHost, name, port, protocols, tags, time } from '../typedefs.ts';
import { regexProblem } from '../regex.ts';

const text = (value: Json): string => (typeof value === 'string' ? value : '');
const filled = (value: Json | undefined): boolean =>
  value !== null && value !== undefined && (typeof value !== 'object' || Object.keys(value).length > 0);

const address: Field = {
  type: 'set',
  elements: {
    type: 'record',
    fields: [{ ip: ipOrCidr }, { port }],
    entity_checks: [{ at_least_one_of: ['ip', 'port'] }],
  },
};

const criteria: Record<string, readonly string[]> = {
  http: ['methods', 'hosts', 'headers', 'paths'],
  https: ['methods', 'hosts', 'headers', 'paths', 'snis'],
  grpc: ['hosts', 'headers', 'paths'],
  grpcs: ['hosts', 'headers', 'paths', 'snis'],
  tcp: ['sources', 'destinations'],
  udp: ['sources', 'destinations'],
  tls: ['sources', 'destinations', 'snis'],
  tls_passthrough: ['snis'],
};

/** A route must say what it matches for the strongest of its protocols. */
function criterionProblem(row: Row): string | undefined {
  const given = Array.isArray(row.protocols) ? row.protocols : [];
  for (const protocol of ['https', 'http', 'grpcs', 'grpc', 'tls_passthrough', 'tls', 'tcp', 'udp']) {
    if (!given.includes(protocol)) continue;
    const fields = criteria[protocol] ?? [];
    if (fields.some((field) => filled(row[field]))) return undefined;
    return fields.length === 1
      ? `must set ${fields[0]} when 'protocols' is '${protocol}'`
      : `must set one of ${fields.map((field) => `'${field}'`).join(', ')} when 'protocols' is '${protocol}'`;
  }
  return undefined;
}

const hostProblem = (value: Json): string | undefined => {
  const [hostname = '', portText, ...more] = text(value).split(':');
  const portFits = portText === undefined || (/^\d+$/.test(portText) && Number(portText) <= 65535);
  return more.length === 0 && portFits && isHost(hostname.replaceAll('*', 'w'))
    ? undefined
    : `invalid hostname: ${text(value)}`;
};

const pathProblem = (value: Json): string | undefined =>
  text(value).startsWith('~') ? regexProblem(text(value).slice(1)) : undefined;

const checks: EntityCheck[] = [
  {
    conditional: {
      if_field: 'protocols',
      if_match: { elements: { type: 'string', not_one_of: ['grpcs', 'https', 'tls', 'tls_passthrough'] } },
      then_field: 'snis',
      then_match: { len_eq: 0 },
      then_err: "'snis' can only be set when 'protocols' is 'grpcs', 'https', 'tls' or 'tls_passthrough'",
    },
  },
  { custom_entity_check: { field_sources: ['path_handling'] } },
  {
    custom_entity_check: {
      field_sources: [
        ...['id', 'protocols', 'snis', 'sources', 'destinations', 'methods', 'hosts', 'paths', 'headers'],
        ...['expression', 'regex_priority', 'priority'],
      ],
      run_with_missing_fields: true,
    },
    run: criterionProblem,
  },
];

/** What is matched, and how it is passed on. */
export const routes: EntitySchema = {
  name: 'routes',
  endpointKey: 'name',
  fields: [
    { id },
    { created_at: time },
    { updated_at: time },
    { name },
    {
      protocols: {
        type: 'set',
        required: true,
        len_min: 1,
        mutually_exclusive_subsets: [
          ['http', 'https'],
          ['tcp', 'tls', 'udp'],
          ['tls_passthrough'],
          ['grpc', 'grpcs'],
        ],
        default: ['http', 'https'],
        elements: { type: 'string', one_of: protocols },
      },
    },
    {
      https_redirect_status_code: {
        type: 'integer',
        required: true,
        default: 426,
        one_of: [426, 301, 302, 307, 308],
      },
    },
    { strip_path: { type: 'boolean', required: true, default: true } },
    { preserve_host: { type: 'boolean', required: true, default: false } },
    { request_buffering: { type: 'boolean', required: true, default: true } },
    { response_buffering: { type: 'boolean', required: true, default: true } },
    { tags },
    { service: { type: 'foreign', reference: 'services' } },
    { snis: { type: 'set', elements: { type: 'string' } } },
    { sources: address },
    { destinations: address },
    { methods: { type: 'set', elements: { type: 'string', match: '^%u+$' } } },
    {
      hosts: {
        type: 'array',
        elements: {
          type: 'string',
          match_all: [
            { err: 'invalid wildcard: must have at most one wildcard', pattern: '^[^*]*%*?[^*]*$' },
          ],
          match_any: {
            err: 'invalid wildcard: must be placed at leftmost or rightmost label',
            patterns: ['^%*%.', '%.%*$', '^[^*]*$'],
          },
          validate: hostProblem,
        },
      },
    },
    {
      paths: {
        type: 'array',
        elements: {
          type: 'string',
          match_none: [{ err: 'must not have empty segments', pattern: '//' }],
          match_any: {
            err: 'should start with: / (fixed path) or ~/ (regex path)',
            patterns: ['^/', '^~/'],
          },
          validate: pathProblem,
        },
      },
    },
    {
      headers: {
        type: 'map',
        keys: {
          type: 'string',
          match_none: [
            {
              err: "cannot contain 'host' header, which must be specified in the 'hosts' attribute",
              pattern: '^[Hh][Oo][Ss][Tt]$',
            },
          ],
        },
        values: { type: 'array', elements: { type: 'string' } },
      },
    },
    { regex_priority: { type: 'integer', default: 0 } },
    { path_handling: { type: 'string', default: 'v0', one_of: ['v0', 'v1'] } },
  ],
  entity_checks: checks,
};
