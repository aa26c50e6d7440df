import type { Actor } from '@apim/kit/actor';
import type { Loaders } from '@apim/kit/context';
import { notFound } from '@apim/kit/errors';
import type { Database } from '../database.ts';
import type { Organization } from './organization.type.ts';

/** Reads organisations; callers see none but the one they act in. */
export class OrganizationService {
  constructor(private readonly database: Database) {}

  /** The organisation, or undefined when it is not the caller's. */
  async find(actor: Actor, loaders: Loaders, id: string): Promise<Organization | undefined> {
    if (id !== actor.claims.org || !isReader(actor)) return undefined;
    const loader = loaders.get('organization', async (ids) => {
      const rows = await this.database.organization.findMany({ where: { id: { in: [...ids] } } });
      return new Map(rows.map((row) => [row.id, row]));
    });
    return loader.load(id);
  }

  /** The organisation; throws NOT_FOUND when it is not the caller's. */
  async get(actor: Actor, loaders: Loaders, id: string): Promise<Organization> {
    const organization = id === actor.organizationId ? await this.find(actor, loaders, id) : undefined;
    if (!organization) throw notFound('Organization', id);
    return organization;
  }
}

/** Members of a single project see their organisation too. */
function isReader(actor: Actor): boolean {
  const projects = actor.projectsWith('organization:read');
  return projects === 'all' || projects.length > 0;
}
