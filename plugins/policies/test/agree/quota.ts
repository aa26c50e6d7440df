import { expect } from 'vitest';
import { quota } from '../../src/quota.ts';
import { policyCases } from '../policy-cases.ts';

const consumer = { username: 'application-a1' };

export default policyCases(quota, {
  'the call after the last of the month gets 429, and is told why': {
    config: { month: 2, message: 'Used up "]] $(x)' },
    consumer,
    times: 3,
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest).toBeUndefined();
      expect(response.status).toBe(429);
      expect(JSON.parse(response.body)).toMatchObject({ message: 'Used up "]] $(x)' });
      expect(response.headers).toMatchObject({ 'x-ratelimit-remaining-month': '0' });
    },
  },
  'the last one of the month is served': {
    config: { month: 2 },
    consumer,
    times: 2,
    expect: ({ response }) => expect(response.status).toBe(200),
  },
});
