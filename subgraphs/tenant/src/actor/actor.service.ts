import type { Grant } from '@apim/kit/actor';
import { DomainError } from '@apim/kit/errors';
import type { Role } from '@apim/kit/permissions';
import type { Database } from '../database.ts';
import type { TokenService } from '../token/token.service.ts';

/** Who a session or token stands for, as the BFF signs it into requests. */
export interface ResolvedActor {
  sub: string;
  kind: 'user';
  org: string;
  grants: Grant[];
  name: string;
  email: string;
  /** ISO 8601; absent for a session. */
  expiresAt?: string;
}

/** Turns sign-ins into actors; grants are read anew each time, so that a change is effective at once. */
export class ActorService {
  constructor(
    private readonly database: Database,
    private readonly tokens: TokenService,
  ) {}

  /** Throws TOKEN_INVALID or TOKEN_EXPIRED when the token or user is not good for a sign-in. */
  async resolve(by: { token: string } | { userId: string }): Promise<ResolvedActor> {
    if ('userId' in by) return this.#ofUser(by.userId);
    const { userId, expiresAt } = await this.tokens.authenticate(by.token);
    return { ...(await this.#ofUser(userId)), expiresAt: expiresAt.toISOString() };
  }

  async #ofUser(id: string): Promise<ResolvedActor> {
    const user = await this.database.user.findUnique({
      where: { id },
      include: { memberships: { orderBy: { id: 'asc' } } },
    });
    if (!user) throw new DomainError('TOKEN_INVALID', 'The user is unknown.');
    const { organizationId, name, email, memberships } = user;
    const grants = memberships.map(({ role, scopeKind, scopeId }) => ({
      role: role as Role,
      scope: { kind: scopeKind as Grant['scope']['kind'], ...(scopeId && { id: scopeId }) },
    }));
    return { sub: id, kind: 'user', org: organizationId, grants, name, email };
  }
}
