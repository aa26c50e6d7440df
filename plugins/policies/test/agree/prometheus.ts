import { expect } from 'vitest';
import { prometheus } from '../../src/prometheus.ts';
import { policyCases } from '../policy-cases.ts';

export default policyCases(prometheus, {
  'requests and answers pass unchanged': {
    config: { perApplication: true },
    consumer: { username: 'application-a1' },
    upstream: { status: 404, body: { b: 2 } },
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest?.headers).toMatchObject({ 'x-consumer-username': 'application-a1' });
      expect(response).toMatchObject({ status: 404, body: '{"b":2}' });
    },
  },
});
