import { expect } from 'vitest';
import { headerInjection } from '../../src/header-injection.ts';
import { policyCases } from '../policy-cases.ts';

export default policyCases(headerInjection, {
  'headers are set in place of what the client sent, and removed': {
    config: { set: [{ name: 'X-Tenant', value: 'acme' }], remove: ['X-Debug'] },
    request: { headers: { 'X-Tenant': 'forged', 'X-Debug': '1' } },
    expect: ({ upstreamRequest }) => {
      expect(upstreamRequest?.headers['x-tenant']).toBe('acme');
      expect(upstreamRequest?.headers).not.toHaveProperty('x-debug');
    },
  },
});
