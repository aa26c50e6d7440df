import { parseConfiguration } from '@apim/sdk';
import { describe, expect, it } from 'vitest';
import { openTelemetry } from '../src/opentelemetry.ts';
import { prometheus } from '../src/prometheus.ts';
import { compiled, issues } from './configuration.ts';

describe('Prometheus', () => {
  it('measures what was chosen, and no application unless asked', () => {
    expect(compiled(prometheus, {}).plugins).toEqual([
      {
        name: 'prometheus',
        config: {
          status_code_metrics: true,
          latency_metrics: true,
          bandwidth_metrics: true,
          upstream_health_metrics: false,
          per_consumer: false,
        },
      },
    ]);
  });

  it('a choice without effect is refused', () => {
    const none = { requests: false, latencies: false, bandwidth: false };
    expect(issues(prometheus, none)).toEqual(['requests: leaves nothing to measure; choose one metric']);
    expect(issues(prometheus, { ...none, latencies: true, perApplication: true })).toEqual([
      expect.stringContaining('perApplication: has no meaning'),
    ]);
  });
});

describe('OpenTelemetry', () => {
  const endpoint = 'https://otel.example.com/v1/traces';

  it('sends traces where it is told, and names the place to whoever checks addresses', () => {
    const configuration = { endpoint, sampling: 0, attributes: [{ name: 'service.name', value: 'a' }] };
    expect(compiled(openTelemetry, configuration).plugins[0]?.config).toEqual({
      traces_endpoint: endpoint,
      resource_attributes: { 'service.name': 'a' },
      sampling_rate: 0,
      propagation: { extract: ['w3c'], inject: ['w3c'], default_format: 'w3c' },
    });
    expect(openTelemetry.upstreams?.(parseConfiguration(openTelemetry, configuration))).toEqual({
      traces: 'https://otel.example.com',
    });
  });

  it.each(['http://169.254.169.254/v1/traces', 'http://127.1', '{vault://env/x}', 'file:///x', ''])(
    'attack 20: %j is no collector',
    (address) => {
      expect(issues(openTelemetry, { endpoint: address })[0]).toMatch(/^endpoint: /);
    },
  );

  it.each([
    [
      { attributes: [{ name: 'a', value: '$(headers.authorization)' }] },
      'attributes[0].value: must not hold "$("',
    ],
    [{ attributes: [{ name: 'a', value: 'x\n' }] }, 'attributes[0].value: must be printable'],
    [{ attributes: [{ name: 'A b', value: 'x' }] }, 'attributes[0].name: must be a name'],
    [
      { headers: [{ name: 'X-Token', value: '{vault://env/x}' }] },
      'headers[0].value: must be the value itself',
    ],
    [{ traceIdHeader: 'Set-Cookie' }, 'traceIdHeader: must be a header name that begins with X-'],
    [{ traceIdHeader: 'X-Consumer-ID' }, 'traceIdHeader: is the gateway’s own'],
    [{ sampling: 1.1 }, 'sampling: '],
    [{ accept: ['zipkin'] }, 'accept[0]: '],
    [{ send: [] }, 'send: '],
  ])('attack 41: %j is refused', (part, message) => {
    expect(issues(openTelemetry, { endpoint, ...part })[0]).toContain(message);
  });
});
