import { expect } from 'vitest';
import { requestSizeLimit } from '../../src/request-size-limit.ts';
import { policyCases } from '../policy-cases.ts';

export default policyCases(requestSizeLimit, {
  'a larger body is refused': {
    config: { maxBytes: 10 },
    request: { method: 'POST', body: '12345678901' },
    expect: ({ response }) => expect(response.status).toBe(413),
  },
  'a body of the limit is served': {
    config: { maxBytes: 10 },
    request: { method: 'POST', body: '1234567890' },
    expect: ({ upstreamRequest }) => expect(upstreamRequest?.body).toBe('1234567890'),
  },
});
