import { expect } from 'vitest';
import { responseRateLimit } from '../../src/response-rate-limit.ts';
import { policyCases } from '../policy-cases.ts';

const config = { limits: [{ unit: 'rows', hour: 20 }], by: 'ip' as const };

export default policyCases(responseRateLimit, {
  'once the units are used up, calls are refused ahead of the upstream': {
    config,
    upstream: { headers: { 'X-Charge': 'rows=20' } },
    times: 2,
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest).toBeUndefined();
      expect(response.status).toBe(429);
    },
  },
  'clients never see what the upstream charges': {
    config,
    upstream: { headers: { 'X-Charge': 'rows=2' } },
    expect: ({ response }) => {
      expect(response.status).toBe(200);
      expect(response.headers).not.toHaveProperty('x-charge');
    },
  },
});
