import { expect } from 'vitest';
import { apiKey } from '../../src/api-key.ts';
import { policyCases } from '../policy-cases.ts';

const consumer = { username: 'application-a1' };

export default policyCases(apiKey, {
  'a call without a key is refused': {
    config: { realm: 'Customer API' },
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest).toBeUndefined();
      expect(response).toMatchObject({
        status: 401,
        headers: { 'www-authenticate': 'Key realm="Customer API"' },
      });
    },
  },
  'a subscribed application is served, and its key stays at the gateway': {
    config: {},
    consumer,
    request: { headers: { 'X-API-Key': 'apim_key_secret' } },
    expect: ({ upstreamRequest, response }) => {
      expect(response.status).toBe(200);
      expect(upstreamRequest?.headers).toMatchObject({ 'x-consumer-username': consumer.username });
      expect(upstreamRequest?.headers).not.toHaveProperty('x-api-key');
      expect(upstreamRequest?.headers).not.toHaveProperty('x-apim-key-digest');
    },
  },
  'an application without subscription is refused': {
    config: {},
    consumer: { ...consumer, groups: ['api-other'] },
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest).toBeUndefined();
      expect(response.status).toBe(403);
    },
  },
});
