import type { Policy } from '@apim/sdk';
import { describe, expect, it } from 'vitest';
import { issuerGroup } from '../src/jwt.ts';
import { registry } from '../src/registry.ts';
import { compiled, issues } from './configuration.ts';

const trust = {
  issuer: 'https://login.example.com/',
  jwksUrl: 'https://login.example.com/keys',
  audiences: ['a'],
};
const policyOf = (name: string) => registry.get(name) as Policy;
const jwt = policyOf('jwt');
const hmacAuth = policyOf('hmac-auth');
const all: [Policy, object][] = [
  ...['api-key', 'basic-auth', 'hmac-auth', 'oauth2-client-credentials'].map((name): [Policy, object] => [
    policyOf(name),
    {},
  ]),
  [jwt, trust],
];
const aclOf = (policy: Policy, configuration: object): unknown =>
  compiled(policy, configuration).plugins.find(({ name }) => name === 'acl')?.config;

describe.each(all)('$name', (policy, configuration) => {
  it.each(['', ' "', 'a"b', 'a\\b', 'a\r\nX: 1', 'a]]b', '$(x)', 'é', 'a'.repeat(65)])(
    'attack 41: the realm %j is refused, as it is quoted in a header',
    (realm) => {
      expect(issues(policy, { ...configuration, realm })).toEqual([
        expect.stringContaining('realm: must be 1 to 64'),
      ]);
    },
  );

  it('nobody passes without being known: Kong is told of no anonymous consumer', () => {
    for (const { config } of compiled(policy, configuration).plugins) {
      expect(config).not.toHaveProperty('anonymous');
    }
  });

  it('admits one group of callers', () => {
    expect(aclOf(policy, configuration)).toEqual({
      allow: [policy === jwt ? issuerGroup('A1', trust.issuer, trust.jwksUrl) : 'api-A1'],
      hide_groups_header: true,
    });
  });
});

describe('tokens of an external issuer', () => {
  it('each issuer, place of keys and API has a group of its own', () => {
    const groups = [
      issuerGroup('A1', 'https://a/', 'https://a/keys'),
      issuerGroup('A2', 'https://a/', 'https://a/keys'),
      issuerGroup('A1', 'https://b/', 'https://a/keys'),
      issuerGroup('A1', 'https://a/', 'https://b/keys'),
    ];
    expect(new Set(groups).size).toBe(groups.length);
  });

  it('whose keys are to be kept in step is told with the group that acl admits', () => {
    const { trustedIssuers } = compiled(jwt, trust);
    const group = issuerGroup('A1', trust.issuer, trust.jwksUrl);
    expect(trustedIssuers).toEqual([{ issuer: trust.issuer, jwksUrl: trust.jwksUrl, group }]);
  });

  it.each([
    [{ jwksUrl: 'http://login.example.com/keys' }, 'jwksUrl: must begin with https://'],
    [{ jwksUrl: 'https://169.254.169.254/keys' }, 'jwksUrl: names a host that is not admitted'],
    [{ jwksUrl: 'https://a@login.example.com/' }, 'jwksUrl: must not hold a user name'],
    [{ jwksUrl: 'https://login.example.com/{vault://env/x}' }, 'jwksUrl: must be an http'],
    [{ issuer: 'a b' }, 'issuer: must be printable'],
    [{ audiences: [] }, 'audiences: '],
    [{ audiences: ['a"'] }, 'audiences[0]: must be printable'],
    [{ scopes: ['a\\'] }, 'scopes[0]: must be printable'],
    [{ scopeClaim: 'a[*]' }, 'scopeClaim: must be the path of one claim'],
    [{ scopeClaim: 'a..b' }, 'scopeClaim: must be the path of one claim'],
    [{ types: ['a b'] }, 'types[0]: must be a type'],
    [{ claims: [{ claim: 'a', values: [] }] }, 'claims[0].values: '],
    [{ headers: [{ claim: 'sub', header: 'Authorization' }] }, 'headers[0].header: carries what callers'],
    [{ headers: [{ claim: 'sub', header: 'X-Consumer-ID' }] }, 'headers[0].header: is reserved'],
    [
      {
        headers: [
          { claim: 'sub', header: 'X-A' },
          { claim: 'aud', header: 'x-a' },
        ],
      },
      'headers: names a header twice',
    ],
  ])('%j is refused', (part, message) => {
    expect(issues(jwt, { ...trust, ...part })).toEqual([expect.stringContaining(message)]);
  });
});

describe('signed requests', () => {
  it('time, method and path must be signed, and the body unless it is left out', () => {
    const config = (given: object) => compiled(hmacAuth, given).plugins[0]?.config;
    expect(config({})).toMatchObject({
      enforce_headers: ['date', '@request-target', 'digest'],
      validate_request_body: true,
      hide_credentials: true,
    });
    expect(
      config({ dateHeader: 'x-date', requireDigest: false, signedHeaders: ['host', 'x-date'] }),
    ).toMatchObject({
      enforce_headers: ['x-date', '@request-target', 'host'],
      validate_request_body: false,
    });
  });

  it.each([
    [{ signedHeaders: ['Host'] }, 'signedHeaders[0]: must be a header name in lower case'],
    [{ signedHeaders: ['request-line'] }, 'signedHeaders[0]: can be replaced'],
    [{ signedHeaders: ['a b'] }, 'signedHeaders[0]: must be a header name'],
    [{ algorithms: ['none'] }, 'algorithms[0]: '],
    [{ algorithms: [] }, 'algorithms: '],
    [{ clockSkewSeconds: 0 }, 'clockSkewSeconds: '],
    [{ dateHeader: 'expires' }, 'dateHeader: '],
  ])('%j is refused', (part, message) => {
    expect(issues(hmacAuth, part)).toEqual([expect.stringContaining(message)]);
  });
});
