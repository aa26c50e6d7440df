import type { Actor } from '@apim/kit/actor';
import { notFound } from '@apim/kit/errors';
import type { Permission } from '@apim/kit/permissions';
import type { Database } from '../database.ts';
import { isId } from '../input.ts';
import type { Api } from './api.type.ts';

/** What restricts rows of APIs to those that the caller may read. */
export function visibleTo(actor: Actor): { organizationId: string; projectId?: { in: string[] } } {
  const { organizationId } = actor;
  const projects = actor.projectsWith('api:read');
  return { organizationId, ...(projects !== 'all' && { projectId: { in: projects } }) };
}

/** The API, for a caller who holds the permission; NOT_FOUND unless the caller may read it, FORBIDDEN without the permission. */
export async function requireApi(
  database: Database,
  actor: Actor,
  permission: Permission,
  id: string,
): Promise<Api> {
  const where = visibleTo(actor);
  const row = isId(id) && (await database.api.findFirst({ where: { AND: [where, { id }] } }));
  if (!row) throw notFound('Api', id);
  actor.require(permission, row);
  return row as Api;
}
