import { definePolicy } from '@apim/sdk';
import { z } from 'zod';
import { holdsOne, readBearerToken, refuseScopes, refuseToken, type BearerToken } from './bearer-token.ts';
import { realm } from './realm.ts';
import { places } from './scopes.ts';
import { audiences, scopes } from './token-rules.ts';

/**
 * Admits applications by access tokens that the platform's own issuer gave them (RFC 6749, 4.4; RFC 9068). The claim
 * `apim_credential` names the application's credential at the gateway, so that the subscription decides who passes.
 */
export const oauth2ClientCredentials = definePolicy({
  name: 'oauth2-client-credentials',
  version: '1.0.0',
  title: 'OAuth2 client credentials',
  summary: 'Requires an access token that a subscribed application got from the platform.',
  direction: 'inbound',
  scopes: places,
  configuration: z.object({
    audiences: audiences
      .optional()
      .describe(
        'Whom tokens must be meant for: one of these must be in the claim aud. Without a list, the subscription alone decides.',
      )
      .meta({ examples: [['https://api.example.com']] }),
    scopes: scopes
      .default([])
      .describe('Scopes that a token must hold, all of them; else the answer is 403.')
      .meta({ examples: [['orders:read']] }),
    realm,
  }),
  merge: 'override',
  examples: [
    { title: 'Tokens of subscribed applications', configuration: {} },
    {
      title: 'For one audience, with a scope',
      configuration: {
        audiences: ['https://api.example.com'],
        scopes: ['orders:read'],
        realm: 'Orders',
      },
    },
  ],
  kong: { plugins: ['jwt', 'acl', 'pre-function'], minimalVersion: '3.9.0' },
  describe: ({ scopes: wanted }) =>
    `Requires an access token of a subscribed application${wanted.length > 0 ? ` with ${wanted.join(', ')}` : ''}`,
  compile: ({ realm: area }, { api }) => ({
    plugins: [
      {
        name: 'jwt',
        config: {
          key_claim_name: 'apim_credential',
          header_names: ['authorization'],
          uri_param_names: [],
          cookie_names: [],
          claims_to_verify: ['exp'],
          run_on_preflight: true,
          realm: area,
        },
      },
      { name: 'acl', config: { allow: [`api-${api.id}`], hide_groups_header: true } },
    ],
    functions: [],
  }),
  onEarlyRequest(ctx, config) {
    const authorization = ctx.request.header('Authorization');
    // The plugin says so itself.
    if (authorization === undefined) return;
    const token = readBearerToken(ctx, authorization);
    if (token === undefined || !isAccessToken(token))
      return refuseToken(ctx, config.realm, 'The token cannot be read or is no access token');
    const { claims } = token;
    if (config.audiences !== undefined && !holdsOne(claims.aud, config.audiences))
      return refuseToken(ctx, config.realm, 'The token is meant for another audience');
    const granted = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
    if (config.scopes.every((scope) => granted.includes(scope))) return;
    return refuseScopes(ctx, config.realm, config.scopes);
  },
});

/** Whether it is one of ours. Kong looks into the header for a claim that is absent. */
function isAccessToken({ header, claims }: BearerToken): boolean {
  const type = header.typ;
  const named = claims.apim_credential;
  if (typeof type !== 'string' || type.toLowerCase() !== 'at+jwt') return false;
  return typeof named === 'string' && named !== '';
}
