import { expect } from 'vitest';
import { testApi } from '../../../policy-testing/src/compile.ts';
import { issuerGroup, jwt } from '../../src/jwt.ts';
import { policyCases, type AgreeCase } from '../policy-cases.ts';
import { forgedTokens, publicPem, signedToken } from '../tokens.ts';

const config = {
  issuer: 'https://login.example.com/',
  jwksUrl: 'https://login.example.com/keys',
  audiences: ['orders', 'invoices'],
  scopes: ['orders:read'],
  claims: [{ claim: 'realm_access.roles', values: ['buyer', 'seller'] }],
  headers: [{ claim: 'sub', header: 'X-Subject' }],
};
const claims = {
  iss: config.issuer,
  aud: ['orders'],
  exp: Math.floor(Date.now() / 1000) + 600,
  scope: 'openid orders:read',
  realm_access: { roles: ['guest', 'buyer'] },
  sub: 'ana',
};
const consumer = {
  username: 'issuer-1',
  groups: [issuerGroup(testApi.id, config.issuer, config.jwksUrl)],
  credentials: { jwt: { key: 'key-1', algorithm: 'RS256', rsa_public_key: publicPem } },
};
type Case = AgreeCase<typeof jwt.configuration>;

const withToken = (token: string): Pick<Case, 'config' | 'consumer' | 'request'> => ({
  config,
  consumer,
  request: { headers: { Authorization: `Bearer ${token}`, 'X-Subject': 'root' } },
});

const refused =
  (status: number): Case['expect'] =>
  ({ upstreamRequest, response }) => {
    expect(upstreamRequest).toBeUndefined();
    expect(response.status).toBe(status);
    expect(response.headers).toHaveProperty('www-authenticate');
  };

const without = (name: keyof typeof claims): object =>
  Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));

const odd: Record<string, object> = {
  'of another issuer': { ...claims, iss: 'https://login.example.com' },
  'without issuer': without('iss'),
  'for another audience': { ...claims, aud: 'order' },
  'without audience': without('aud'),
  'that has expired': { ...claims, exp: 1_700_000_000 },
  'without expiry': without('exp'),
  'that is not valid yet': { ...claims, nbf: claims.exp },
  'whose start is no time': { ...claims, nbf: 'now' },
};

const oddKeyIds: Record<string, string> = {
  'a kid that climbs': signedToken(claims, { kid: '../../../../dev/null' }),
  'a kid that is a statement': signedToken(claims, { kid: "' OR 1=1 --" }),
  'a kid of nobody in the claims': signedToken({ ...claims, kid: 'key-2' }),
};

export default policyCases(jwt, {
  'a token with all that is asked for is served, and its subject is told': {
    ...withToken(signedToken(claims, { typ: 'at+JWT' })),
    expect: ({ upstreamRequest, response }) => {
      expect(response.status).toBe(200);
      expect(upstreamRequest?.headers).toMatchObject({
        'x-subject': 'ana',
        'x-consumer-username': 'issuer-1',
      });
    },
  },
  'who brings no token is refused': {
    config: { ...config, realm: 'Orders' },
    consumer,
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest).toBeUndefined();
      expect(response).toMatchObject({
        status: 401,
        headers: { 'www-authenticate': 'Bearer realm="Orders"' },
      });
    },
  },
  'a token of an issuer that another API trusts is refused': {
    ...withToken(signedToken(claims)),
    consumer: { ...consumer, groups: [issuerGroup('other', config.issuer, config.jwksUrl)] },
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest).toBeUndefined();
      expect(response.status).toBe(403);
    },
  },
  'attack 26: a token of another type is refused': {
    ...withToken(signedToken(claims, { typ: 'logout+jwt' })),
    expect: refused(401),
  },
  ...Object.fromEntries(
    Object.entries(odd).map(([title, given]): [string, Case] => [
      `attack 26: a token ${title} is refused`,
      { ...withToken(signedToken(given)), expect: refused(401) },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries({ ...forgedTokens(claims), ...oddKeyIds }).map(([title, token]): [string, Case] => [
      `attack 26: a forged token is refused: ${title}`,
      { ...withToken(token), expect: refused(401) },
    ]),
  ),
  'a token in the query or in a cookie does not count': {
    config,
    consumer,
    request: { path: `/?jwt=${signedToken(claims)}`, headers: { Cookie: `jwt=${signedToken(claims)}` } },
    expect: refused(401),
  },
  'of two tokens one counts, for the signature and for the claims': {
    config,
    consumer,
    request: {
      headers: {
        Authorization: [
          `Bearer ${signedToken({ ...claims, scope: 'openid' })}`,
          `Bearer ${signedToken(claims)}`,
        ],
      },
    },
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest).toBeUndefined();
      expect([400, 401, 403]).toContain(response.status);
    },
  },
  'a token behind a hundred headers is not read by half': {
    config,
    consumer,
    request: {
      headers: {
        ...Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`X-${index}`, 'a'])),
        Authorization: `Bearer ${signedToken({ ...claims, aud: 'other' })}`,
      },
    },
    expect: refused(401),
  },
  'another scheme is no token': {
    config,
    consumer,
    request: { headers: { Authorization: `Basic bearer ${signedToken(claims)}` } },
    expect: refused(401),
  },
  'a token without the scope is refused, and told which is missing': {
    ...withToken(signedToken({ ...claims, scope: 'orders:reads' })),
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest).toBeUndefined();
      expect(response).toMatchObject({
        status: 403,
        headers: {
          'www-authenticate': 'Bearer realm="API", error="insufficient_scope", scope="orders:read"',
        },
      });
    },
  },
  'a token without the role is refused': {
    ...withToken(signedToken({ ...claims, realm_access: { roles: 'guest' } })),
    expect: ({ upstreamRequest, response }) => {
      expect(upstreamRequest).toBeUndefined();
      expect(response.status).toBe(403);
    },
  },
  'a value that no header can carry is left out, and what the client sent is gone': {
    ...withToken(signedToken({ ...claims, sub: 'a\r\nX-Evil: 1' })),
    expect: ({ upstreamRequest, response }) => {
      expect(response.status).toBe(200);
      expect(upstreamRequest?.headers).not.toHaveProperty('x-subject');
      expect(upstreamRequest?.headers).not.toHaveProperty('x-evil');
    },
  },
});
