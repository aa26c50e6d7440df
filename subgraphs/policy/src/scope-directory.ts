import { DomainError } from '@apim/kit/errors';
import type { ManagerClient } from '@apim/kit/manager-client';
import type { ScopeKind } from '@apim/sdk';

/** Where a scope is: all ids from the project down to the scope itself. */
export interface ScopePlace {
  organizationId: string;
  projectId: string;
  apiId: string | null;
  operationId: string | null;
}

/** Knows which projects, APIs and operations there are. */
export interface ScopeDirectory {
  /** Undefined for what is not the organisation's. */
  find(kind: ScopeKind, id: string, organizationId: string): Promise<ScopePlace | undefined>;
}

/** Asks the tenant manager for projects and the gateway manager for APIs and operations. */
export function createScopeDirectory(managers: ManagerClient): ScopeDirectory {
  const ask = async <T>(manager: 'tenant' | 'gateway', query: string, id: string, organizationId: string) =>
    managers
      .query<{ found: T | null }>(manager, `query ($id: ID!) { found: ${query} }`, { id }, { organizationId })
      .then(({ found }) => found ?? undefined, undefinedWhenNotFound);

  const finders: Partial<
    Record<ScopeKind, (id: string, organizationId: string) => Promise<ScopePlace | undefined>>
  > = {
    async project(id, organizationId) {
      const query = 'projectReference(id: $id) { organizationId }';
      const found = await ask<{ organizationId: string }>('tenant', query, id, organizationId);
      return found && { ...found, projectId: id, apiId: null, operationId: null };
    },
    async api(id, organizationId) {
      const query = 'apiReference(id: $id) { organizationId projectId }';
      const found = await ask<Pick<ScopePlace, 'organizationId' | 'projectId'>>(
        'gateway',
        query,
        id,
        organizationId,
      );
      return found && { ...found, apiId: id, operationId: null };
    },
    async operation(id, organizationId) {
      const query = 'operationReference(id: $id) { organizationId projectId apiId }';
      const found = await ask<Omit<ScopePlace, 'operationId'>>('gateway', query, id, organizationId);
      return found && { ...found, operationId: id };
    },
  };

  return {
    async find(kind, id, organizationId) {
      const place = await finders[kind]?.(id, organizationId);
      return place?.organizationId === organizationId ? place : undefined;
    },
  };
}

function undefinedWhenNotFound(error: unknown): undefined {
  if (error instanceof DomainError && error.code === 'NOT_FOUND') return undefined;
  throw error;
}
