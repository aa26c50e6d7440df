import { expect } from 'vitest';
import { upstreamTimeout } from '../../src/upstream-timeout.ts';
import { policyCases } from '../policy-cases.ts';

export default policyCases(upstreamTimeout, {
  'an upstream in time is not disturbed': {
    config: { connectMs: 2_000, readMs: 2_000, retries: 0 },
    request: { method: 'POST', body: 'a' },
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest?.body).toBe('a');
      expect(response.status).toBe(200);
    },
  },
});
