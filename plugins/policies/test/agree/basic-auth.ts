import { expect } from 'vitest';
import { basicAuth } from '../../src/basic-auth.ts';
import { policyCases } from '../policy-cases.ts';

const consumer = {
  username: 'application-a1',
  credentials: { 'basic-auth': { username: 'a1', password: 'pass:word é' } },
};
const authorization = (text: string) => ({ Authorization: `Basic ${Buffer.from(text).toString('base64')}` });

export default policyCases(basicAuth, {
  'a subscribed application is served, and its password stays at the gateway': {
    config: {},
    consumer,
    request: { headers: authorization('a1:pass:word é') },
    expect: ({ upstreamRequest, response }) => {
      expect(response.status).toBe(200);
      expect(upstreamRequest?.headers).toMatchObject({ 'x-consumer-username': 'application-a1' });
      expect(upstreamRequest?.headers).not.toHaveProperty('authorization');
    },
  },
  'a wrong password is refused': {
    config: { realm: 'Customer API' },
    consumer,
    request: { headers: authorization('a1:password') },
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest).toBeUndefined();
      expect(response.status).toBe(401);
    },
  },
  'who sends nothing is asked': {
    config: { realm: 'Customer API' },
    consumer,
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest).toBeUndefined();
      expect(response).toMatchObject({
        status: 401,
        headers: { 'www-authenticate': 'Basic realm="Customer API"' },
      });
    },
  },
  'an application without subscription is refused': {
    config: {},
    consumer: { ...consumer, groups: ['api-other'] },
    request: { headers: authorization('a1:pass:word é') },
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest).toBeUndefined();
      expect(response.status).toBe(403);
    },
  },
});
