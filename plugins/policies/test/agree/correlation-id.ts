import { expect } from 'vitest';
import { correlationId } from '../../src/correlation-id.ts';
import { policyCases } from '../policy-cases.ts';

export default policyCases(correlationId, {
  'upstream and client get the same identifier': {
    config: {},
    expect: ({ upstreamRequest, response }) => {
      expect(response.headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
      expect(upstreamRequest?.headers['x-correlation-id']).toBe(response.headers['x-correlation-id']);
    },
  },
  'an identifier of the client is kept': {
    config: { echo: false },
    request: { headers: { 'X-Correlation-ID': 'mine' } },
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest?.headers['x-correlation-id']).toBe('mine');
      expect(response.headers).not.toHaveProperty('x-correlation-id');
    },
  },
});
