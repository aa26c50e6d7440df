import { expect } from 'vitest';
import { responseHeaders } from '../../src/response-headers.ts';
import { policyCases } from '../policy-cases.ts';

export default policyCases(responseHeaders, {
  'headers of the answer are set and removed': {
    config: { set: [{ name: 'Cache-Control', value: 'no-store' }], remove: ['X-Powered-By'] },
    upstream: { headers: { 'Cache-Control': 'public', 'X-Powered-By': 'PHP' } },
    expect: ({ response }) => {
      expect(response.headers['cache-control']).toBe('no-store');
      expect(response.headers).not.toHaveProperty('x-powered-by');
    },
  },
});
