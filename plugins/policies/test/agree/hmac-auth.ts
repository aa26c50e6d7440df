import { createHash, createHmac } from 'node:crypto';
import { expect } from 'vitest';
import { hmacAuth } from '../../src/hmac-auth.ts';
import { policyCases, type AgreeCase } from '../policy-cases.ts';

type Case = AgreeCase<typeof hmacAuth.configuration>;

const consumer = {
  username: 'application-a1',
  credentials: { 'hmac-auth': { username: 'a1', secret: 'a secret' } },
};
const now = new Date().toUTCString();
const digestOf = (body: string) => `SHA-256=${createHash('sha256').update(body).digest('base64')}`;

interface Signing {
  readonly lines: Readonly<Record<string, string>>;
  readonly algorithm?: string;
}

/** Headers of a request whose lines were signed in their order. */
function signed({ lines, algorithm = 'sha256' }: Signing): Record<string, string> {
  const text = Object.entries(lines)
    .map(([name, value]) => (value === '' ? `${name}:` : `${name}: ${value}`))
    .join('\n');
  const signature = createHmac(algorithm, 'a secret').update(text).digest('base64');
  const { '@request-target': _, ...headers } = lines;
  return {
    ...Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== '')),
    Authorization: `hmac username="a1", algorithm="hmac-${algorithm}", headers="${Object.keys(lines).join(' ')}", signature="${signature}"`,
  };
}

const target = { '@request-target': 'post /orders?a=1' };
const body = '{"a":1}';
const whole = { date: now, ...target, digest: digestOf(body) };
const order = (headers: Record<string, string>, path = '/orders?a=1', text = body): Case['request'] => ({
  method: 'POST',
  path,
  headers,
  body: text,
});

const refused: Case['expect'] = ({ upstreamRequest, response }) => {
  expect(upstreamRequest).toBeUndefined();
  expect(response.status).toBe(401);
};
const served: Case['expect'] = ({ upstreamRequest, response }) => {
  expect(response.status).toBe(200);
  expect(upstreamRequest?.headers).toMatchObject({ 'x-consumer-username': 'application-a1' });
  expect(upstreamRequest?.headers).not.toHaveProperty('authorization');
};
const old = 'Tue, 24 Nov 2020 10:00:00 GMT';

export default policyCases(hmacAuth, {
  'a signed request is served': {
    config: {},
    consumer,
    request: order(signed({ lines: whole })),
    expect: served,
  },
  'a request without body signs an empty digest': {
    config: {},
    consumer,
    request: {
      path: '/orders',
      headers: signed({ lines: { date: now, '@request-target': 'get /orders', digest: '' } }),
    },
    expect: served,
  },
  'a body that is added to it is refused': {
    config: {},
    consumer,
    request: order({
      ...signed({ lines: { date: now, ...target, digest: '' } }),
      Digest: digestOf(body),
    }),
    expect: refused,
  },
  'a body without its digest is refused': {
    config: {},
    consumer,
    request: order(signed({ lines: { date: now, ...target, digest: '' } })),
    expect: refused,
  },
  'another body than the signed one is refused': {
    config: {},
    consumer,
    request: order(signed({ lines: whole }), '/orders?a=1', '{"a":2}'),
    expect: refused,
  },
  'a signature of another path is refused': {
    config: {},
    consumer,
    request: order(signed({ lines: whole }), '/orders?a=2'),
    expect: refused,
  },
  'a body whose digest is not signed is refused': {
    config: {},
    consumer,
    request: order({ ...signed({ lines: { date: now, ...target } }), Digest: digestOf(body) }),
    expect: refused,
  },
  'an old request is refused': {
    config: {},
    consumer,
    request: order(signed({ lines: { ...whole, date: old } })),
    expect: refused,
  },
  'an old request with a fresh date that nobody signed is refused': {
    config: {},
    consumer,
    request: order({ ...signed({ lines: { ...whole, date: old } }), 'X-Date': now }),
    expect: refused,
  },
  'an old request with a fresh date beside the signed x-date is refused': {
    config: { dateHeader: 'x-date', requireDigest: false },
    consumer,
    request: order({ ...signed({ lines: { 'x-date': old, ...target } }), Date: now }),
    expect: refused,
  },
  'a page of a browser signs x-date': {
    config: { dateHeader: 'x-date', requireDigest: false },
    consumer,
    request: order(signed({ lines: { 'x-date': now, ...target } })),
    expect: served,
  },
  'an algorithm that is not listed is refused': {
    config: {},
    consumer,
    request: order(signed({ lines: whole, algorithm: 'sha1' })),
    expect: refused,
  },
  'an application without subscription is refused': {
    config: {},
    consumer: { ...consumer, groups: ['api-other'] },
    request: order(signed({ lines: whole })),
    expect: ({ response }) => expect(response.status).toBe(403),
  },
});
