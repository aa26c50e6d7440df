import { expect } from 'vitest';
import { cors } from '../../src/cors.ts';
import { policyCases } from '../policy-cases.ts';

const config = { origins: ['https://app.example.com', 'https://two.example.com'] };

export default policyCases(cors, {
  'a preflight is answered by the gateway': {
    config,
    request: {
      method: 'OPTIONS',
      headers: { Origin: 'https://app.example.com', 'Access-Control-Request-Method': 'PUT' },
    },
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest).toBeUndefined();
      expect(response).toMatchObject({
        status: 200,
        headers: { 'access-control-allow-origin': 'https://app.example.com' },
      });
    },
  },
  'a page of another origin is not admitted': {
    config,
    request: { headers: { Origin: 'https://evil.example.com' } },
    expect: ({ response }) => expect(response.headers).not.toHaveProperty('access-control-allow-origin'),
  },
});
