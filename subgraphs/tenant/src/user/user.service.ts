import type { Actor } from '@apim/kit/actor';
import type { Loaders } from '@apim/kit/context';
import type { Database } from '../database.ts';
import type { User } from './user.type.ts';

const shown = { id: true, email: true, name: true } as const;

/** Reads users; callers see themselves, and the members of their organisation if they may. */
export class UserService {
  constructor(private readonly database: Database) {}

  /** The user, or undefined when the caller may not see them. */
  async find(actor: Actor, loaders: Loaders, id: string): Promise<User | undefined> {
    const organizationId = actor.claims.org;
    if (!organizationId || (id !== actor.id && !actor.can('member:read', { organizationId })))
      return undefined;
    const loader = loaders.get('user', async (ids) => {
      const rows = await this.database.user.findMany({
        where: { organizationId, id: { in: [...ids] } },
        select: shown,
      });
      return new Map(rows.map((row) => [row.id, row]));
    });
    return loader.load(id);
  }
}
