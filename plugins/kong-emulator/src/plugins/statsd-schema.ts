import type { PluginSchema } from '../schema/plugin-schema.ts';
import { anyProtocols, port } from '../schema/typedefs.ts';
import { queueField, retiredQueueFields } from './log-fields.ts';

export const statsdSchema: PluginSchema = {
  protocols: anyProtocols,
  config: [
    { host: { type: 'string', default: 'localhost' } },
    { port: { ...port, default: 8125 } },
    { prefix: { type: 'string', default: 'kong' } },
    {
      metrics: {
        type: 'array',
        default: [
          { stat_type: 'counter', name: 'request_count', sample_rate: 1 },
          { name: 'latency', stat_type: 'timer' },
          { stat_type: 'counter', name: 'request_size', sample_rate: 1 },
          { stat_type: 'counter', sample_rate: 1, name: 'status_count' },
          { stat_type: 'counter', name: 'response_size', sample_rate: 1 },
          { name: 'unique_users', stat_type: 'set' },
          { stat_type: 'counter', sample_rate: 1, name: 'request_per_user' },
          { name: 'upstream_latency', stat_type: 'timer' },
          { name: 'kong_latency', stat_type: 'timer' },
          { stat_type: 'counter', sample_rate: 1, name: 'status_count_per_user' },
          { stat_type: 'counter', sample_rate: 1, name: 'status_count_per_workspace' },
          { stat_type: 'counter', sample_rate: 1, name: 'status_count_per_user_per_route' },
          { stat_type: 'gauge', sample_rate: 1, name: 'shdict_usage' },
        ],
        elements: {
          type: 'record',
          fields: [
            {
              name: {
                type: 'string',
                required: true,
                one_of: [
                  'kong_latency',
                  'latency',
                  'request_count',
                  'request_per_user',
                  'request_size',
                  'response_size',
                  'status_count',
                  'status_count_per_user',
                  'unique_users',
                  'upstream_latency',
                  'status_count_per_workspace',
                  'status_count_per_user_per_route',
                  'shdict_usage',
                ],
              },
            },
            {
              stat_type: {
                type: 'string',
                required: true,
                one_of: ['counter', 'gauge', 'histogram', 'meter', 'set', 'timer'],
              },
            },
            { sample_rate: { type: 'number', gt: 0 } },
            { consumer_identifier: { type: 'string', one_of: ['consumer_id', 'custom_id', 'username'] } },
            {
              service_identifier: {
                type: 'string',
                one_of: ['service_id', 'service_name', 'service_host', 'service_name_or_host'],
              },
            },
            { workspace_identifier: { type: 'string', one_of: ['workspace_id', 'workspace_name'] } },
          ],
          entity_checks: [
            {
              conditional: {
                if_match: { one_of: ['counter', 'gauge'] },
                if_field: 'stat_type',
                then_field: 'sample_rate',
                then_match: { required: true },
              },
            },
          ],
        },
      },
    },
    { allow_status_codes: { type: 'array', elements: { type: 'string', match: '^[0-9]+-[0-9]+$' } } },
    { udp_packet_size: { type: 'number', default: 0, between: [0, 65507] } },
    { use_tcp: { type: 'boolean', default: false } },
    { hostname_in_prefix: { type: 'boolean', default: false } },
    {
      consumer_identifier_default: {
        type: 'string',
        required: true,
        default: 'custom_id',
        one_of: ['consumer_id', 'custom_id', 'username'],
      },
    },
    {
      service_identifier_default: {
        type: 'string',
        required: true,
        default: 'service_name_or_host',
        one_of: ['service_id', 'service_name', 'service_host', 'service_name_or_host'],
      },
    },
    {
      workspace_identifier_default: {
        type: 'string',
        required: true,
        default: 'workspace_id',
        one_of: ['workspace_id', 'workspace_name'],
      },
    },
    ...retiredQueueFields('statsd'),
    {
      tag_style: {
        type: 'string',
        required: false,
        one_of: ['dogstatsd', 'influxdb', 'librato', 'signalfx'],
      },
    },
    { queue: queueField },
  ],
};
