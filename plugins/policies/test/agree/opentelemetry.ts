import { expect } from 'vitest';
import { openTelemetry } from '../../src/opentelemetry.ts';
import { withIntake } from '../log-intake.ts';
import { policyCases } from '../policy-cases.ts';

export default policyCases(openTelemetry, {
  'the upstream gets a trace context, and the client the same trace': (run) =>
    withIntake('http', async ({ port }) => {
      const { upstreamRequest, response } = await run({
        config: { endpoint: `http://127.0.0.1:${port}/v1/traces`, sampling: 1, traceIdHeader: 'X-Trace-ID' },
      });
      const trace = String(response.headers['x-trace-id']);
      expect(trace).toMatch(/^[0-9a-f]{32}$/);
      expect(upstreamRequest?.headers['traceparent']).toContain(trace);
    }),
});
