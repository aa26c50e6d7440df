import { describe, expect, it } from 'vitest';
import { diagnosticsOf, run, type Attached } from './several.ts';

const trust = {
  issuer: 'https://login.example.com/',
  jwksUrl: 'https://login.example.com/keys',
  audiences: ['a'],
};
const geo = { lists: [{ name: 'Here', cidrs: ['127.0.0.0/8', '10.0.0.0/8'] }], allow: ['Here'] };
const messagesOf = (...attached: readonly Attached[]): string[] =>
  diagnosticsOf(...attached).flatMap(({ severity, message }) => (severity === 'ERROR' ? [message] : []));

describe('inbound policies at one place', () => {
  it('those that admit, limit and tell hold together', () => {
    const found = messagesOf(
      ['api-key', {}],
      ['access-list', { allow: { plans: ['gold'] } }],
      ['mtls-header', { trustedProxies: ['10.0.0.1'] }],
      ['ip-filter', { allow: ['10.0.0.0/8'] }],
      ['geo-filter', geo],
      ['bot-detection', {}],
      ['cors', { origins: ['*'] }],
      ['rate-limit', { minute: 100 }],
      ['quota', { month: 10_000 }],
      ['spike-arrest', { second: 10 }],
      ['request-size-limit', { maxBytes: 1000 }],
      ['correlation-id', {}],
      ['header-injection', { set: [{ name: 'X-A', value: '1' }] }],
      ['maintenance', {}],
    );
    expect(found).toEqual([]);
  });

  it('tokens hold together with limits and a cache, which their checks come ahead of', () => {
    expect(
      messagesOf(
        ['jwt', trust],
        ['rate-limit', { minute: 1, by: 'header', header: 'X-Subject' }],
        ['response-cache', {}],
      ),
    ).toEqual([]);
  });

  const who: readonly Attached[] = [
    ['api-key', {}],
    ['basic-auth', {}],
    ['hmac-auth', {}],
    ['oauth2-client-credentials', {}],
    ['jwt', trust],
  ];
  it.each(
    who.flatMap((one, at) => who.slice(at + 1).map((other) => [one[0], other[0], one, other] as const)),
  )('%s and %s are refused together: one policy decides who calls', (_one, _other, first, second) => {
    expect(messagesOf(first, second)).not.toEqual([]);
    expect(messagesOf(second, first)).not.toEqual([]);
  });

  it.each<[string, Attached, Attached, string]>([
    ['who is listed', ['jwt', trust], ['access-list', { allow: { plans: ['gold'] } }], 'different groups'],
    [
      'what a cache keeps',
      ['response-cache', {}],
      ['access-list', { deny: { plans: ['gold'] } }],
      'cached answer',
    ],
    [
      'who is counted',
      ['rate-limit', { minute: 1, by: 'ip' }],
      ['quota', { month: 1 }],
      'count different callers',
    ],
    [
      'where is counted',
      ['rate-limit', { minute: 1 }],
      ['quota', { month: 1, redis: { host: 'redis.example.com' } }],
      'count in different places',
    ],
  ])('%s is not decided twice', (_what, first, second, reason) => {
    expect(messagesOf(first, second)).toContainEqual(expect.stringContaining(reason));
  });
});

describe('the subscription and a list of plans', () => {
  const both: readonly Attached[] = [
    ['api-key', {}],
    ['access-list', { allow: { plans: ['gold'] }, deny: { groups: ['trial'] } }],
  ];
  const subscribed = 'api-test-api';
  it.each<[string, string[], number]>([
    ['a subscribed application of the plan is served', [subscribed, 'plan-gold'], 200],
    ['the plan without the subscription is not enough', ['plan-gold'], 403],
    ['nor is the subscription without the plan', [subscribed], 403],
    ['nor both for who is denied', [subscribed, 'plan-gold', 'trial'], 403],
  ])('%s', async (_title, groups, status) => {
    const { upstreamRequest, response } = await run(both, {
      consumer: { username: 'application-a1', groups },
      request: { headers: { 'X-Consumer-Groups': 'plan-gold' } },
    });
    expect(response.status).toBe(status);
    expect(upstreamRequest?.headers ?? {}).not.toHaveProperty('x-consumer-groups');
  });

  it('who brings no key is refused', async () => {
    expect((await run(both, {})).response.status).toBe(401);
  });
});

describe('limits of several policies', () => {
  const both: readonly Attached[] = [
    ['rate-limit', { hour: 3, message: 'Please slow down' }],
    ['quota', { month: 2 }],
  ];
  const consumer = { username: 'application-a1' };

  it('the lowest of all counts', async () => {
    const { response } = await run(both, { consumer, times: 3 });
    expect(response.status).toBe(429);
    expect(JSON.parse(response.body)).toMatchObject({ message: 'Please slow down' });
  });

  it('what all admit is served', async () => {
    expect((await run(both, { consumer, times: 2 })).response.status).toBe(200);
  });
});

describe('lists of addresses', () => {
  const both: readonly Attached[] = [
    ['ip-filter', { allow: ['10.0.0.0/8', '192.0.2.1'] }],
    ['geo-filter', geo],
  ];
  it.each([
    ['10.1.2.3', 200],
    ['192.0.2.1', 403],
    ['127.0.0.1', 403],
  ])('%s must be in all: %i', async (clientAddress, status) => {
    expect((await run(both, { clientAddress })).response.status).toBe(status);
  });
});
