import { expect } from 'vitest';
import { rateLimit } from '../../src/rate-limit.ts';
import { policyCases } from '../policy-cases.ts';

export default policyCases(rateLimit, {
  'the call after the last admitted one gets 429': {
    config: { hour: 1, by: 'ip' },
    times: 2,
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest).toBeUndefined();
      expect(response.status).toBe(429);
    },
  },
  'the last admitted call is served': {
    config: { hour: 2, by: 'ip' },
    times: 2,
    expect: ({ response }) => expect(response.status).toBe(200),
  },
});
