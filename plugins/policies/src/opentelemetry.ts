import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { intakeHeaders, intakeUrl } from './intake.ts';
import { places } from './scopes.ts';

const format = z.enum(['w3c', 'b3', 'jaeger', 'ot', 'datadog', 'aws', 'gcp']);

/** Sends a trace of requests to a collector. The gateway must have its tracing switched on, or there is nothing to send. */
export const openTelemetry = definePolicy({
  name: 'opentelemetry',
  version: '1.0.0',
  title: 'OpenTelemetry',
  summary: 'Sends traces of requests to an OpenTelemetry collector, and passes their context on.',
  direction: 'outbound',
  scopes: places,
  configuration: z.object({
    endpoint: intakeUrl
      .describe('Address of the collector that takes traces over HTTP.')
      .meta({ examples: ['https://otel.example.com/v1/traces'] }),
    headers: intakeHeaders
      .describe('Headers that go along with traces.')
      .meta({ examples: [[{ name: 'X-Intake-Token', value: 'write-only-token' }]] }),
    sampling: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('Share of the requests that are traced, from 0 to 1; without a value that of the gateway.')
      .meta({ examples: [0.1] }),
    accept: z
      .array(format)
      .max(7)
      .default(['w3c'])
      .describe(
        'Forms in which a client’s trace context is read, the first found counts; none trusts no client.',
      )
      .meta({ examples: [['w3c', 'b3']] }),
    send: z
      .array(format)
      .min(1)
      .max(7)
      .default(['w3c'])
      .describe('Forms in which the upstream gets the trace context.')
      .meta({ examples: [['w3c', 'datadog']] }),
    attributes: z
      .array(
        z.strictObject({
          name: z
            .string()
            .regex(/^[a-z][a-z0-9_.-]{0,99}$/, 'must be a name such as service.name or team')
            .describe('Name of the attribute.')
            .meta({ examples: ['service.name'] }),
          value: z
            .string()
            .min(1)
            .max(500)
            .regex(/^[\x20-\x7e]*$/, 'must be printable ASCII without line breaks')
            .refine((value) => !value.includes('$('), {
              error: 'must not hold "$(", which Kong would run as a template; values are literal text',
            })
            .describe('Its text, the same in each trace; no secret.')
            .meta({ examples: ['orders'] }),
        }),
      )
      .max(30)
      .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
        error: 'names an attribute twice; name each once',
      })
      .default([])
      .describe('Attributes of the resource; without service.name the gateway calls itself kong.')
      .meta({ examples: [[{ name: 'service.name', value: 'orders' }]] }),
    traceIdHeader: z
      .string()
      .regex(/^X-[A-Za-z0-9-]{1,60}$/, 'must be a header name that begins with X-, such as X-Trace-ID')
      .refine((name) => !/^x-(apim|kong|consumer|credential|anonymous)(-|$)/i.test(name), {
        error: 'is the gateway’s own; choose another name',
      })
      .optional()
      .describe('Header of the answer that tells the client the trace’s identifier.')
      .meta({ examples: ['X-Trace-ID'] }),
  }),
  merge: 'override',
  examples: [
    {
      title: 'One request of ten',
      configuration: {
        endpoint: 'https://otel.example.com/v1/traces',
        sampling: 0.1,
        attributes: [{ name: 'service.name', value: 'orders' }],
      },
    },
    {
      title: 'With a token, and known to the client',
      configuration: {
        endpoint: 'https://otel.example.com/v1/traces',
        headers: [{ name: 'X-Intake-Token', value: 'write-only-token' }],
        accept: [],
        send: ['w3c', 'datadog'],
        traceIdHeader: 'X-Trace-ID',
      },
    },
  ],
  kong: { plugins: ['opentelemetry'], minimalVersion: '3.9.0' },
  describe: ({ endpoint, sampling }) =>
    `Traces ${sampling === undefined ? 'requests' : `${Math.round(sampling * 1000) / 10} % of the requests`} to ${new URL(endpoint).origin}`,
  upstreams: ({ endpoint }) => ({ traces: new URL(endpoint).origin }),
  compile: ({ endpoint, headers, sampling, accept, send, attributes, traceIdHeader }) => ({
    plugins: [
      {
        name: 'opentelemetry',
        config: {
          traces_endpoint: endpoint,
          ...(headers.length > 0
            ? { headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])) }
            : {}),
          ...(attributes.length > 0
            ? { resource_attributes: Object.fromEntries(attributes.map(({ name, value }) => [name, value])) }
            : {}),
          ...(sampling === undefined ? {} : { sampling_rate: sampling }),
          ...(traceIdHeader === undefined ? {} : { http_response_header_for_traceid: traceIdHeader }),
          propagation: { extract: accept, inject: send, default_format: 'w3c' },
        },
      },
    ],
    functions: [],
  }),
});
