import { expect } from 'vitest';
import { ipFilter } from '../../src/ip-filter.ts';
import { policyCases } from '../policy-cases.ts';

const config = { allow: ['10.0.0.0/8', '2001:db8::/32'], deny: ['10.9.0.0/16'] };

export default policyCases(ipFilter, {
  'an address outside is refused': {
    config,
    clientAddress: '198.51.100.7',
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest).toBeUndefined();
      expect(response.status).toBe(403);
    },
  },
  'an address inside is served': {
    config,
    clientAddress: '10.1.2.3',
    expect: ({ response }) => expect(response.status).toBe(200),
  },
  'a denied network is refused though it is inside': {
    config,
    clientAddress: '10.9.2.3',
    expect: ({ response }) => expect(response.status).toBe(403),
  },
});
