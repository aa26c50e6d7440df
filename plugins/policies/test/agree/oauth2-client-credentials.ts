import { expect } from 'vitest';
import { oauth2ClientCredentials } from '../../src/oauth2-client-credentials.ts';
import { policyCases, type AgreeCase } from '../policy-cases.ts';
import { forgedTokens, publicPem, signedToken } from '../tokens.ts';

type Case = AgreeCase<typeof oauth2ClientCredentials.configuration>;

const key = 'apim.key-1.client-1';
const config = { audiences: ['https://api.example.com'], scopes: ['orders:read'] };
const claims = {
  iss: 'https://id.example.com',
  aud: 'https://api.example.com',
  exp: Math.floor(Date.now() / 1000) + 300,
  scope: 'orders:read orders:write',
  apim_credential: key,
};
const accessToken = (given: object): string => signedToken(given, { typ: 'at+jwt' });
const consumer = {
  username: 'application-a1',
  credentials: { jwt: { key, algorithm: 'RS256', rsa_public_key: publicPem } },
};
const withToken = (token: string) => ({
  config,
  consumer,
  request: { headers: { Authorization: `Bearer ${token}` } },
});
const refused =
  (status: number): Case['expect'] =>
  ({ upstreamRequest, response }) => {
    expect(upstreamRequest).toBeUndefined();
    expect(response.status).toBe(status);
  };

const odd: Record<string, string> = {
  'an identity token': signedToken(claims, { typ: 'JWT' }),
  'a token without type': signedToken(claims),
  'a token for another audience': accessToken({ ...claims, aud: 'https://other.example.com' }),
  'a token that has expired': accessToken({ ...claims, exp: 1_700_000_000 }),
  'a token without credential': accessToken({ ...claims, apim_credential: undefined }),
  'a token that names its credential in the header alone': signedToken(
    { ...claims, apim_credential: undefined },
    { typ: 'at+jwt', apim_credential: key },
  ),
  'a token of an unknown credential': accessToken({ ...claims, apim_credential: `${key}2` }),
};

export default policyCases(oauth2ClientCredentials, {
  'a subscribed application is served': {
    ...withToken(accessToken(claims)),
    expect: ({ upstreamRequest, response }) => {
      expect(response.status).toBe(200);
      expect(upstreamRequest?.headers).toMatchObject({ 'x-consumer-username': 'application-a1' });
    },
  },
  'an application without subscription is refused': {
    ...withToken(accessToken(claims)),
    consumer: { ...consumer, groups: ['api-other'] },
    expect: refused(403),
  },
  'a token without the scope is refused': {
    ...withToken(accessToken({ ...claims, scope: 'orders:write' })),
    expect: refused(403),
  },
  'who brings no token is refused': { config, consumer, expect: refused(401) },
  ...Object.fromEntries(
    Object.entries({ ...odd, ...forgedTokens(claims, 'at+jwt') }).map(([title, token]): [string, Case] => [
      `attack 26: refused: ${title}`,
      { ...withToken(token), expect: refused(401) },
    ]),
  ),
});
