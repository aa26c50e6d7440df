import { expect } from 'vitest';
import { deprecation } from '../../src/deprecation.ts';
import { policyCases } from '../policy-cases.ts';

export default policyCases(deprecation, {
  'dates and links are announced, beside those of the upstream': {
    config: {
      deprecatedAt: '2027-01-01',
      sunsetAt: '2027-06-30T12:00:00Z',
      successor: 'https://api.example.com/v2',
    },
    upstream: { headers: { Link: '</a>; rel="next"' } },
    expect: ({ response }) =>
      expect(response.headers).toMatchObject({
        deprecation: '@1798761600',
        sunset: 'Wed, 30 Jun 2027 12:00:00 GMT',
        link: ['</a>; rel="next"', '<https://api.example.com/v2>; rel="successor-version"'],
      }),
  },
});
