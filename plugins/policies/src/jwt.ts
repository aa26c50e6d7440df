import { bundleHash, definePolicy, type Json, type RequestContext } from '@apim/sdk';
import { z } from 'zod';
import { holdsOne, readBearerToken, refuseScopes, refuseToken } from './bearer-token.ts';
import { headerName } from './header-rules.ts';
import { intakeUrl } from './intake.ts';
import { realm } from './realm.ts';
import { places } from './scopes.ts';
import { audiences, claimPath, scopes } from './token-rules.ts';

/**
 * Admits who brings a token of one issuer outside of the platform. Kong verifies its signature and expiry; ahead of that the
 * same token's claims are compared, so that no cache can answer in their stead. What cannot be read is refused.
 */
export const jwt = definePolicy({
  name: 'jwt',
  version: '1.0.0',
  title: 'JWT',
  summary:
    'Requires a signed token of a trusted issuer, for this audience, with the scopes and claims asked for.',
  direction: 'inbound',
  scopes: places,
  configuration: z.object({
    issuer: z
      .string()
      .min(1)
      .max(500)
      .regex(/^[\x21-\x7e]+$/, 'must be printable ASCII without spaces, exactly as tokens state it')
      .describe('What the claim iss must be, to the letter.')
      .meta({ examples: ['https://login.example.com/'] }),
    jwksUrl: intakeUrl
      .refine((url) => url.startsWith('https://'), {
        error: 'must begin with https://: whoever could change the keys on their way could sign tokens',
      })
      .describe('Where the issuer publishes its keys (JSON Web Key Set); the platform keeps them in step.')
      .meta({ examples: ['https://login.example.com/.well-known/jwks.json'] }),
    audiences: audiences
      .describe('Whom tokens must be meant for: one of these must be in the claim aud.')
      .meta({ examples: [['https://api.example.com']] }),
    types: z
      .array(z.string().regex(/^[A-Za-z0-9+.-]{1,50}$/, 'must be a type of token, such as JWT or at+jwt'))
      .min(1)
      .max(10)
      .default(['JWT', 'at+jwt'])
      .describe('Kinds of tokens that are admitted, by typ of their header; one that states none is a JWT.')
      .meta({ examples: [['at+jwt']] }),
    scopes: scopes
      .default([])
      .describe('Scopes that a token must hold, all of them; else the answer is 403.')
      .meta({ examples: [['orders:read']] }),
    scopeClaim: claimPath
      .default('scope')
      .describe('Claim that holds the scopes, in one text with spaces or as a list.')
      .meta({ examples: ['scp'] }),
    claims: z
      .array(
        z.strictObject({
          claim: claimPath.describe('Claim that is looked at.').meta({ examples: ['realm_access.roles'] }),
          values: z
            .array(z.string().min(1).max(200))
            .min(1)
            .max(50)
            .describe('Values of which the claim must be one, or hold one when it is a list; true is "true".')
            .meta({ examples: [['buyer', 'seller']] }),
        }),
      )
      .max(20)
      .default([])
      .describe('Claims that a token must hold beside its scopes; else the answer is 403.')
      .meta({ examples: [[{ claim: 'department', values: ['sales'] }]] }),
    headers: z
      .array(
        z.strictObject({
          claim: claimPath.describe('Claim whose value is passed on.').meta({ examples: ['sub'] }),
          header: headerName
            .refine((name) => !/^(authorization|cookie|x-api-key)$/i.test(name), {
              error: 'carries what callers prove themselves by; choose another name',
            })
            .describe('Header of the request to the upstream; what clients send in it is removed.')
            .meta({ examples: ['X-Subject'] }),
        }),
      )
      .max(20)
      .refine((list) => new Set(list.map(({ header }) => header.toLowerCase())).size === list.length, {
        error: 'names a header twice; name each once',
      })
      .default([])
      .describe('Claims that the upstream gets as headers; values that no header can carry are left out.')
      .meta({ examples: [[{ claim: 'sub', header: 'X-Subject' }]] }),
    realm,
  }),
  merge: 'override',
  examples: [
    {
      title: 'Tokens of one issuer',
      configuration: {
        issuer: 'https://login.example.com/',
        jwksUrl: 'https://login.example.com/.well-known/jwks.json',
        audiences: ['https://api.example.com'],
      },
    },
    {
      title: 'With a scope and a role, the subject for the upstream',
      configuration: {
        issuer: 'https://id.example.com/realms/shop',
        jwksUrl: 'https://id.example.com/realms/shop/protocol/openid-connect/certs',
        audiences: ['orders'],
        scopes: ['orders:read'],
        claims: [{ claim: 'realm_access.roles', values: ['buyer', 'seller'] }],
        headers: [{ claim: 'sub', header: 'X-Subject' }],
        realm: 'Orders',
      },
    },
  ],
  kong: { plugins: ['jwt', 'acl', 'pre-function'], minimalVersion: '3.9.0' },
  describe: ({ issuer, scopes: wanted }) =>
    `Requires a token of ${issuer}${wanted.length > 0 ? ` with ${wanted.join(', ')}` : ''}`,
  compile: ({ issuer, jwksUrl, realm: area }, { api }) => {
    const group = issuerGroup(api.id, issuer, jwksUrl);
    return {
      plugins: [
        {
          name: 'jwt',
          config: {
            key_claim_name: 'kid',
            header_names: ['authorization'],
            uri_param_names: [],
            cookie_names: [],
            claims_to_verify: ['exp'],
            run_on_preflight: true,
            realm: area,
          },
        },
        { name: 'acl', config: { allow: [group], hide_groups_header: true } },
      ],
      functions: [],
      trustedIssuers: [{ issuer, jwksUrl, group }],
    };
  },
  onEarlyRequest(ctx, config) {
    for (const { header } of config.headers) ctx.request.removeHeader(header);
    const authorization = ctx.request.header('Authorization');
    // The plugin says so itself.
    if (authorization === undefined) return;
    const token = readBearerToken(ctx, authorization);
    if (token === undefined || !isOfType(token.header.typ, config.types))
      return refuseToken(ctx, config.realm, 'The token cannot be read or is of another type');
    const { claims } = token;
    if (claims.iss !== config.issuer) return refuseToken(ctx, config.realm, 'The token is of another issuer');
    if (!holdsOne(claims.aud, config.audiences))
      return refuseToken(ctx, config.realm, 'The token is meant for another audience');
    if (claims.nbf !== undefined && (typeof claims.nbf !== 'number' || claims.nbf > ctx.time.now()))
      return refuseToken(ctx, config.realm, 'The token is not valid yet');
    const held = ctx.json.get(claims, config.scopeClaim);
    const granted = typeof held === 'string' ? held.split(' ') : held;
    for (const scope of config.scopes) {
      if (!holdsOne(granted, [scope])) return refuseScopes(ctx, config.realm, config.scopes);
    }
    for (const { claim, values } of config.claims) {
      if (!holdsOne(ctx.json.get(claims, claim), values))
        return ctx.respond(403, { message: `The claim ${claim} does not admit this call` });
    }
    for (const { claim, header } of config.headers) {
      const value = headerText(ctx, ctx.json.get(claims, claim));
      if (value !== undefined) ctx.request.setHeader(header, value);
    }
  },
});

/** The ACL group of one issuer at one API: only its tokens pass there. */
export function issuerGroup(apiId: string, issuer: string, jwksUrl: string): string {
  return `jwt-${bundleHash([apiId, issuer, jwksUrl]).slice(0, 32)}`;
}

/** Whether a token states one of the types, whatever their case; one that states none is a JWT. */
function isOfType(stated: Json | undefined, types: readonly string[]): boolean {
  const type = stated === undefined ? 'JWT' : stated;
  if (typeof type !== 'string') return false;
  return types.some((known) => known.toLowerCase() === type.toLowerCase());
}

/** Texts and numbers as they are, texts of a list with commas; undefined for what no header can carry. */
function headerText(ctx: RequestContext, claim: Json | undefined): string | undefined {
  let text = '';
  if (typeof claim === 'string') text = claim;
  else if (typeof claim === 'number' || typeof claim === 'boolean') text = ctx.json.stringify(claim);
  else if (Array.isArray(claim)) text = claim.filter((item) => typeof item === 'string').join(',');
  return ctx.re.test(text, '^[\\x21-\\x7e]([\\x20-\\x7e]{0,998}[\\x21-\\x7e])?\\z') ? text : undefined;
}
