import type { Json, JsonObject, RequestContext } from '@apim/sdk';

/** The parts of a token that Kong is about to verify; nothing of it is known to be true yet. */
export interface BearerToken {
  readonly header: JsonObject;
  readonly claims: JsonObject;
}

/** The token of an Authorization header; undefined for what is no signed bearer token. */
export function readBearerToken(ctx: RequestContext, authorization: string): BearerToken | undefined {
  const parts = ctx.re.match(
    authorization,
    '^[Bb]earer ([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\.[A-Za-z0-9_-]+\\z',
  );
  const header = readPart(ctx, parts?.[1]);
  const claims = readPart(ctx, parts?.[2]);
  return header === undefined || claims === undefined ? undefined : { header, claims };
}

function readPart(ctx: RequestContext, part: string | undefined): JsonObject | undefined {
  const text = part === undefined ? undefined : ctx.text.fromBase64(part);
  const value = text === undefined ? undefined : ctx.json.parse(text);
  return value !== undefined && ctx.json.isObject(value) ? value : undefined;
}

/** Whether a claim is one of the values, or a list that holds one; true is "true". */
export function holdsOne(claim: Json | undefined, values: readonly string[]): boolean {
  if (typeof claim === 'string') return values.includes(claim);
  if (typeof claim === 'boolean') return values.includes(claim ? 'true' : 'false');
  return Array.isArray(claim) && claim.some((item) => typeof item === 'string' && values.includes(item));
}

/** Answers 401 for a token that is not admitted (RFC 6750, 3). */
export function refuseToken(ctx: RequestContext, area: string, message: string): never {
  return ctx.respond(
    401,
    { message },
    { 'WWW-Authenticate': `Bearer realm="${area}", error="invalid_token", error_description="${message}"` },
  );
}

/** Answers 403 for a token that lacks one of the scopes (RFC 6750, 3). */
export function refuseScopes(ctx: RequestContext, area: string, scopes: readonly string[]): never {
  const wanted = scopes.join(' ');
  return ctx.respond(
    403,
    { message: `The token needs the scopes ${wanted}` },
    { 'WWW-Authenticate': `Bearer realm="${area}", error="insufficient_scope", scope="${wanted}"` },
  );
}
