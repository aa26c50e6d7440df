import type { PluginSchema } from '../schema/plugin-schema.ts';
import { httpProtocols, timeout, url } from '../schema/typedefs.ts';
import { queueField } from './log-fields.ts';
import { propagationField } from './trace-propagation.ts';

export const openTelemetrySchema: PluginSchema = {
  protocols: httpProtocols,
  config: [
    { traces_endpoint: { ...url, referenceable: true } },
    { logs_endpoint: { ...url, referenceable: true } },
    { headers: { type: 'map', keys: { type: 'string' }, values: { type: 'string', referenceable: true } } },
    {
      resource_attributes: {
        type: 'map',
        keys: { type: 'string', required: true },
        values: { type: 'string', required: true },
      },
    },
    { queue: { ...queueField, default: { max_batch_size: 200 } } },
    {
      batch_span_count: {
        type: 'integer',
        deprecation: {
          old_default: 200,
          message:
            'opentelemetry: config.batch_span_count is deprecated, please use config.queue.max_batch_size instead',
          removal_in_version: '4.0',
        },
      },
    },
    {
      batch_flush_delay: {
        type: 'integer',
        deprecation: {
          old_default: 3,
          message:
            'opentelemetry: config.batch_flush_delay is deprecated, please use config.queue.max_coalescing_delay instead',
          removal_in_version: '4.0',
        },
      },
    },
    { connect_timeout: { ...timeout, default: 1000 } },
    { send_timeout: { ...timeout, default: 5000 } },
    { read_timeout: { ...timeout, default: 5000 } },
    { http_response_header_for_traceid: { type: 'string' } },
    {
      header_type: {
        type: 'string',
        required: false,
        default: 'preserve',
        one_of: ['preserve', 'ignore', 'b3', 'b3-single', 'w3c', 'jaeger', 'ot', 'aws', 'gcp', 'datadog'],
        deprecation: {
          old_default: 'preserve',
          message:
            'opentelemetry: config.header_type is deprecated, please use config.propagation options instead',
          removal_in_version: '4.0',
        },
      },
    },
    { sampling_rate: { type: 'number', required: false, between: [0, 1] } },
    { propagation: propagationField('w3c') },
  ],
  shorthand_fields: [
    {
      endpoint: {
        ...url,
        expand: (value) => ({ traces_endpoint: value }),
        referenceable: true,
        deprecation: {
          message: 'OpenTelemetry: config.endpoint is deprecated, please use config.traces_endpoint instead',
          removal_in_version: '4.0',
        },
      },
    },
  ],
  config_checks: [{ at_least_one_of: ['traces_endpoint', 'logs_endpoint'] }],
};
