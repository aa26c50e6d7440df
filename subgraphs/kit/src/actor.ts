import { createHash } from 'node:crypto';
import {
  createLocalJWKSet,
  importJWK,
  jwtVerify,
  SignJWT,
  type CryptoKey,
  type JWK,
  type JSONWebKeySet,
} from 'jose';
import { z } from 'zod';
import { DomainError } from './errors.ts';
import { roleHolds, roles, type Permission, type Role } from './permissions.ts';

/** Header that carries the signed actor from one part of the platform to another. */
export const ACTOR_HEADER = 'x-apim-actor';
const LIFETIME_SECONDS = 30;
const TYPE = 'apim-actor+jwt';

export interface Grant {
  role: Role;
  scope: { kind: 'installation' | 'organization' | 'project'; id?: string };
}

export interface ActorClaims {
  /** User id, `service:<manager>` or `anonymous`. */
  sub: string;
  kind: 'user' | 'service' | 'anonymous';
  /** The active organisation; absent for visitors and for platform-wide work. */
  org?: string;
  grants: Grant[];
}

/** Where a permission is asked for. */
export interface Scope {
  organizationId?: string;
  projectId?: string;
}

export const anonymous: ActorClaims = { sub: 'anonymous', kind: 'anonymous', grants: [] };

const claimsSchema = z.object({
  sub: z.string().min(1),
  kind: z.enum(['user', 'service', 'anonymous']),
  org: z.string().optional(),
  grants: z.array(
    z.object({
      role: z.enum(roles as [Role, ...Role[]]),
      scope: z.object({
        kind: z.enum(['installation', 'organization', 'project']),
        id: z.string().optional(),
      }),
    }),
  ),
  bod: z.string(),
});

/** Who a request acts for, and what that one may do. */
export class Actor {
  constructor(readonly claims: ActorClaims) {}

  get id(): string {
    return this.claims.sub;
  }

  get isSignedIn(): boolean {
    return this.claims.kind !== 'anonymous';
  }

  /** The active organisation's id; refuses callers that have none. */
  get organizationId(): string {
    if (!this.isSignedIn) throw new DomainError('UNAUTHENTICATED', 'This needs a sign-in.');
    if (!this.claims.org) throw new DomainError('FORBIDDEN', 'No organisation is active for this caller.');
    return this.claims.org;
  }

  /** Whether a grant of the caller holds the permission at the scope; organisations never see into one another. */
  can(permission: Permission, scope: Scope = {}): boolean {
    const { org, grants } = this.claims;
    return grants.some(({ role, scope: at }) => {
      if (!roleHolds(role, permission)) return false;
      if (at.kind === 'installation') return true;
      if (!scope.organizationId || scope.organizationId !== org) return false;
      if (at.kind === 'organization') return at.id === scope.organizationId;
      return at.id !== undefined && at.id === scope.projectId;
    });
  }

  /** Throws UNAUTHENTICATED or FORBIDDEN unless `can`. */
  require(permission: Permission, scope: Scope = {}): void {
    if (this.can(permission, scope)) return;
    if (!this.isSignedIn) throw new DomainError('UNAUTHENTICATED', 'This needs a sign-in.');
    throw new DomainError('FORBIDDEN', `The permission ${permission} is missing.`, {
      details: { permission },
    });
  }

  /** Projects in which the caller holds the permission, or `all` of the active organisation. */
  projectsWith(permission: Permission): 'all' | string[] {
    const organizationId = this.organizationId;
    if (this.can(permission, { organizationId })) return 'all';
    return this.claims.grants
      .filter(({ role, scope }) => scope.kind === 'project' && roleHolds(role, permission))
      .flatMap(({ scope }) => scope.id ?? []);
  }
}

const bodyDigest = (body: string | Buffer): string => createHash('sha256').update(body).digest('base64url');

export interface ActorSigner {
  /** Signs the actor for one request to one manager; `body` is the exact text that is sent. */
  sign(actor: ActorClaims, audience: string, body: string | Buffer): Promise<string>;
}

/** Signs with a private Ed25519 JWK whose `kid` is the issuer's name. */
export async function createActorSigner(privateJwk: JWK): Promise<ActorSigner> {
  const key = (await importJWK(privateJwk, 'EdDSA')) as CryptoKey;
  const issuer = privateJwk.kid;
  if (!issuer) throw new Error('ACTOR_SIGNING_KEY has no kid: set it to the name of the part that signs.');
  return {
    sign: ({ sub, kind, org, grants }, audience, body) =>
      new SignJWT({ kind, org, grants, bod: bodyDigest(body) })
        .setProtectedHeader({ alg: 'EdDSA', kid: issuer, typ: TYPE })
        .setIssuer(issuer)
        .setSubject(sub)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(`${LIFETIME_SECONDS}s`)
        .sign(key),
  };
}

export interface ActorVerifier {
  /** The actor of a request, or undefined when the signature, audience, time or body does not fit. */
  verify(token: string | undefined, body: string | Buffer): Promise<Actor | undefined>;
}

/** Verifies actors meant for `audience`; only the issuers in the key set are trusted, each by its own key. */
export function createActorVerifier(trustedKeys: JSONWebKeySet, audience: string): ActorVerifier {
  const keys = createLocalJWKSet(trustedKeys);
  return {
    async verify(token, body) {
      if (!token) return undefined;
      try {
        const { payload, protectedHeader } = await jwtVerify(token, keys, {
          algorithms: ['EdDSA'],
          audience,
          typ: TYPE,
          requiredClaims: ['exp', 'iat'],
          maxTokenAge: LIFETIME_SECONDS,
          clockTolerance: 2,
        });
        if (payload.iss !== protectedHeader.kid) return undefined;
        const { bod, ...claims } = claimsSchema.parse(payload);
        return bod === bodyDigest(body) ? new Actor(claims) : undefined;
      } catch {
        return undefined;
      }
    },
  };
}
