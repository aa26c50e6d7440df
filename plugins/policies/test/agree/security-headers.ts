import { expect } from 'vitest';
import { securityHeaders } from '../../src/security-headers.ts';
import { policyCases } from '../policy-cases.ts';

export default policyCases(securityHeaders, {
  'browsers are told not to guess and not to frame, beside what the upstream says': {
    config: {},
    upstream: { headers: { 'Content-Security-Policy': "default-src 'self'" } },
    expect: ({ response }) =>
      expect(response.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'content-security-policy': ["default-src 'self'", "frame-ancestors 'none'"],
      }),
  },
});
