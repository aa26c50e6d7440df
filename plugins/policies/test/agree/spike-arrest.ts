import { expect } from 'vitest';
import { spikeArrest } from '../../src/spike-arrest.ts';
import { policyCases } from '../policy-cases.ts';

/** A second of the clock, so that its calls are in one window. */
const now = Date.UTC(2027, 0, 1);

export default policyCases(spikeArrest, {
  'what is beyond the limit of a second is refused': {
    config: { second: 2, status: 503, message: 'Too busy', showLimits: false },
    now,
    times: 3,
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest).toBeUndefined();
      expect(response.status).toBe(503);
      expect(JSON.parse(response.body)).toMatchObject({ message: 'Too busy' });
      expect(Object.keys(response.headers).filter((name) => name.includes('ratelimit'))).toEqual([]);
    },
  },
  'what the limit admits is served': {
    config: { second: 3, by: 'everybody' },
    now,
    times: 3,
    expect: ({ response }) => expect(response.status).toBe(200),
  },
});
