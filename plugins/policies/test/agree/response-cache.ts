import { expect } from 'vitest';
import { responseCache } from '../../src/response-cache.ts';
import { policyCases } from '../policy-cases.ts';

export default policyCases(responseCache, {
  'the second call is answered by the gateway': {
    config: { ttlSeconds: 60 },
    request: { path: '/cached?page=1' },
    upstream: { body: { a: 1 } },
    times: 2,
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest).toBeUndefined();
      expect(response).toMatchObject({ status: 200, body: '{"a":1}', headers: { 'x-cache-status': 'Hit' } });
    },
  },
  'what the upstream forbids to keep is asked for again': {
    config: {},
    upstream: { headers: { 'Cache-Control': 'no-store' }, body: { a: 1 } },
    times: 2,
    expect: ({ upstreamRequest }) => expect(upstreamRequest).toBeDefined(),
  },
});
