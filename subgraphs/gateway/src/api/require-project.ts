import type { ManagerClient } from '@apim/kit/manager-client';

/** Throws NOT_FOUND unless the project is the organisation's. */
export type RequireProject = (organizationId: string, projectId: string) => Promise<void>;

/** The tenant manager’s internal query. */
export const PROJECT = 'query Project($id: ID!) { projectReference(id: $id) { id } }';

export const requireProjectOfTenant =
  (managers: ManagerClient): RequireProject =>
  async (organizationId, id) => {
    await managers.query('tenant', PROJECT, { id }, { organizationId });
  };
