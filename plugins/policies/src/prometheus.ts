import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { placesAndCallers } from './scopes.ts';

const metric = (what: string) =>
  z
    .boolean()
    .default(true)
    .describe(what)
    .meta({ examples: [false] });

/** Counts requests for Prometheus, which reads the gateway's own /metrics. */
export const prometheus = definePolicy({
  name: 'prometheus',
  version: '1.0.0',
  title: 'Prometheus metrics',
  summary: 'Counts requests, latencies and bytes for Prometheus.',
  direction: 'outbound',
  scopes: placesAndCallers,
  configuration: z
    .object({
      requests: metric('Whether requests are counted by status.'),
      latencies: metric('Whether latencies of the request, of the gateway and of the upstream are measured.'),
      bandwidth: metric('Whether bytes in and out are counted.'),
      upstreamHealth: z
        .boolean()
        .default(false)
        .describe('Whether the health of the upstream’s targets is told; one series a target.')
        .meta({ examples: [true] }),
      perApplication: z
        .boolean()
        .default(false)
        .describe('Whether requests and bytes are counted for each application; one series an application.')
        .meta({ examples: [true] }),
    })
    .superRefine(({ requests, latencies, bandwidth, upstreamHealth, perApplication }, context) => {
      if (!requests && !latencies && !bandwidth && !upstreamHealth) {
        const message = 'leaves nothing to measure; choose one metric';
        context.addIssue({ code: 'custom', path: ['requests'], message });
      }
      if (perApplication && !requests && !bandwidth) {
        const message = 'has no meaning without requests or bandwidth; choose one of them';
        context.addIssue({ code: 'custom', path: ['perApplication'], message });
      }
    }),
  merge: 'override',
  examples: [
    { title: 'Requests, latencies and bytes', configuration: {} },
    { title: 'Also for each application', configuration: { perApplication: true } },
  ],
  kong: { plugins: ['prometheus'], minimalVersion: '3.9.0' },
  describe: ({ requests, latencies, bandwidth, upstreamHealth, perApplication }) => {
    const measured = [
      requests && 'requests',
      latencies && 'latencies',
      bandwidth && 'bytes',
      upstreamHealth && 'health of upstreams',
    ].filter(Boolean);
    return `Measures ${measured.join(', ')}${perApplication ? ' for each application' : ''}`;
  },
  compile: ({ requests, latencies, bandwidth, upstreamHealth, perApplication }) => ({
    plugins: [
      {
        name: 'prometheus',
        config: {
          status_code_metrics: requests,
          latency_metrics: latencies,
          bandwidth_metrics: bandwidth,
          upstream_health_metrics: upstreamHealth,
          per_consumer: perApplication,
        },
      },
    ],
    functions: [],
  }),
});
