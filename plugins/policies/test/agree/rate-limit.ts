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
  'callers are told apart by a header': async (run) => {
    const config = { hour: 1, by: 'header' as const, header: 'X-Tenant' };
    const of = (tenant: string) => ({ config, times: 2, request: { headers: { 'X-Tenant': tenant } } });
    expect((await run(of('one'))).response.status).toBe(429);
    expect((await run({ ...of('two'), times: 1 })).response.status).toBe(200);
  },
  'the calls of one path are counted together': {
    config: { hour: 1, by: 'path', path: '/orders' },
    request: { path: '/orders' },
    times: 2,
    expect: ({ response }) => expect(response.status).toBe(429),
  },
  'all calls can be counted together': {
    config: { hour: 1, by: 'everybody', message: 'Please slow down' },
    times: 2,
    expect: ({ response }) => {
      expect(response.status).toBe(429);
      expect(JSON.parse(response.body)).toMatchObject({ message: 'Please slow down' });
    },
  },
});
