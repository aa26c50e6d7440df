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
  'headers are renamed with all their values, and added where there are none': {
    config: {
      rename: [{ from: 'X-Old', to: 'X-New' }],
      add: [
        { name: 'X-Kept', value: 'mine' },
        { name: 'X-Added', value: 'mine' },
      ],
    },
    upstream: { headers: { 'X-Old': ['1', '2'], 'X-Kept': 'theirs' } },
    expect: ({ response }) => {
      expect(response.headers).toMatchObject({ 'x-new': ['1', '2'], 'x-kept': 'theirs', 'x-added': 'mine' });
      expect(response.headers).not.toHaveProperty('x-old');
    },
  },
});
