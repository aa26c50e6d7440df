import { definePolicy, type Json, type JsonObject, type RequestContext } from '@apim/sdk';
import { z } from 'zod';
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
    const claims = readClaims(ctx, authorization);
    if (claims === undefined)
      return refuse(ctx, config.realm, 'The token cannot be read or is no access token');
    if (config.audiences !== undefined && !holdsOne(claims.aud, config.audiences))
      return refuse(ctx, config.realm, 'The token is meant for another audience');
    const granted = typeof claims.scope === 'string' ? claims.scope.split(' ') : [];
    if (config.scopes.every((scope) => granted.includes(scope))) return;
    const needed = config.scopes.join(' ');
    return ctx.respond(
      403,
      { message: `The token needs the scopes ${needed}` },
      { 'WWW-Authenticate': `Bearer realm="${config.realm}", error="insufficient_scope", scope="${needed}"` },
    );
  },
});

/** The claims of the token that Kong is about to verify; undefined for what is no access token of ours. */
function readClaims(ctx: RequestContext, authorization: string): JsonObject | undefined {
  const parts = ctx.re.match(
    authorization,
    '^[Bb]earer ([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\.[A-Za-z0-9_-]+\\z',
  );
  const header = readPart(ctx, parts?.[1]);
  const claims = readPart(ctx, parts?.[2]);
  if (header === undefined || claims === undefined) return undefined;
  const type = header.typ;
  const named = claims.apim_credential;
  // Kong looks into the header for a claim that is absent.
  if (typeof type !== 'string' || type.toLowerCase() !== 'at+jwt') return undefined;
  return typeof named === 'string' && named !== '' ? claims : undefined;
}

function readPart(ctx: RequestContext, part: string | undefined): JsonObject | undefined {
  const text = part === undefined ? undefined : ctx.text.fromBase64(part);
  const value = text === undefined ? undefined : ctx.json.parse(text);
  return value !== undefined && ctx.json.isObject(value) ? value : undefined;
}

function holdsOne(claim: Json | undefined, values: readonly string[]): boolean {
  if (typeof claim === 'string') return values.includes(claim);
  return Array.isArray(claim) && claim.some((item) => typeof item === 'string' && values.includes(item));
}

function refuse(ctx: RequestContext, area: string, message: string): never {
  return ctx.respond(
    401,
    { message },
    { 'WWW-Authenticate': `Bearer realm="${area}", error="invalid_token", error_description="${message}"` },
  );
}
