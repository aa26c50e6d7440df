import type { PluginSchema } from '../schema/plugin-schema.ts';
import { anyProtocols, timeout, url } from '../schema/typedefs.ts';
import { queueField } from './log-fields.ts';
import { propagationField } from './trace-propagation.ts';

export const zipkinSchema: PluginSchema = {
  protocols: anyProtocols,
  config: [
    { local_service_name: { type: 'string', required: true, default: 'kong' } },
    { http_endpoint: url },
    { sample_ratio: { type: 'number', default: 0.001, between: [0, 1] } },
    { default_service_name: { type: 'string' } },
    { include_credential: { type: 'boolean', required: true, default: true } },
    { traceid_byte_count: { type: 'integer', required: true, default: 16, one_of: [8, 16] } },
    {
      header_type: {
        type: 'string',
        required: true,
        default: 'preserve',
        one_of: ['preserve', 'ignore', 'b3', 'b3-single', 'w3c', 'jaeger', 'ot', 'aws', 'datadog', 'gcp'],
        deprecation: {
          old_default: 'preserve',
          message: 'zipkin: config.header_type is deprecated, please use config.propagation options instead',
          removal_in_version: '4.0',
        },
      },
    },
    {
      default_header_type: {
        type: 'string',
        required: true,
        default: 'b3',
        one_of: ['b3', 'b3-single', 'w3c', 'jaeger', 'ot', 'aws', 'datadog', 'gcp'],
        deprecation: {
          old_default: 'b3',
          message:
            'zipkin: config.default_header_type is deprecated, please use config.propagation.default_format instead',
          removal_in_version: '4.0',
        },
      },
    },
    { tags_header: { type: 'string', required: true, default: 'Zipkin-Tags' } },
    {
      static_tags: {
        type: 'array',
        elements: {
          type: 'record',
          fields: [
            {
              name: {
                type: 'string',
                required: true,
                not_one_of: [
                  'error',
                  'http.method',
                  'http.path',
                  'http.status_code',
                  'kong.balancer.state',
                  'kong.balancer.try',
                  'kong.consumer',
                  'kong.credential',
                  'kong.node.id',
                  'kong.route',
                  'kong.service',
                  'lc',
                  'peer.hostname',
                ],
              },
            },
            { value: { type: 'string', required: true } },
          ],
        },
      },
    },
    {
      http_span_name: {
        type: 'string',
        required: true,
        default: 'method',
        one_of: ['method', 'method_path'],
      },
    },
    { connect_timeout: { ...timeout, default: 2000 } },
    { send_timeout: { ...timeout, default: 5000 } },
    { read_timeout: { ...timeout, default: 5000 } },
    { http_response_header_for_traceid: { type: 'string' } },
    {
      phase_duration_flavor: {
        type: 'string',
        required: true,
        default: 'annotations',
        one_of: ['annotations', 'tags'],
      },
    },
    { queue: queueField },
    { propagation: propagationField('b3') },
  ],
};
