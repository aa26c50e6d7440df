import type { PluginSchema } from '../schema/plugin-schema.ts';
import { anyProtocols, port } from '../schema/typedefs.ts';
import { queueField, retiredQueueFields } from './log-fields.ts';

export const datadogSchema: PluginSchema = {
  protocols: anyProtocols,
  config: [
    { host: { type: 'string', default: 'localhost', referenceable: true } },
    { port: { ...port, default: 8125 } },
    { prefix: { type: 'string', default: 'kong' } },
    { service_name_tag: { type: 'string', default: 'name' } },
    { status_tag: { type: 'string', default: 'status' } },
    { consumer_tag: { type: 'string', default: 'consumer' } },
    ...retiredQueueFields('datadog'),
    { queue: queueField },
    {
      metrics: {
        type: 'array',
        required: true,
        default: [
          {
            name: 'request_count',
            stat_type: 'counter',
            tags: ['app:kong'],
            sample_rate: 1,
            consumer_identifier: 'custom_id',
          },
          { tags: ['app:kong'], stat_type: 'timer', consumer_identifier: 'custom_id', name: 'latency' },
          { tags: ['app:kong'], stat_type: 'timer', consumer_identifier: 'custom_id', name: 'request_size' },
          { tags: ['app:kong'], stat_type: 'timer', consumer_identifier: 'custom_id', name: 'response_size' },
          {
            tags: ['app:kong'],
            stat_type: 'timer',
            consumer_identifier: 'custom_id',
            name: 'upstream_latency',
          },
          { tags: ['app:kong'], stat_type: 'timer', consumer_identifier: 'custom_id', name: 'kong_latency' },
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
                  'request_size',
                  'response_size',
                  'upstream_latency',
                ],
              },
            },
            {
              stat_type: {
                type: 'string',
                required: true,
                one_of: ['counter', 'gauge', 'histogram', 'meter', 'set', 'timer', 'distribution'],
              },
            },
            { tags: { type: 'array', elements: { type: 'string', match: '^.*[^:]$' } } },
            { sample_rate: { type: 'number', between: [0, 1] } },
            { consumer_identifier: { type: 'string', one_of: ['consumer_id', 'custom_id', 'username'] } },
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
  ],
};
