import { DomainError } from '@apim/kit/errors';
import type { ManagerClient, ManagerName } from '@apim/kit/manager-client';
import type { CompileOperation, OperationDefinition } from '@apim/sdk';
import { PolicyScopeKind } from './scope-kind.ts';

/** Where a scope is: all ids from the widest down to the scope itself. A gateway is of no organisation. */
export interface ScopePlace {
  organizationId: string | null;
  projectId: string | null;
  apiId: string | null;
  operationId: string | null;
  gatewayId: string | null;
  applicationId: string | null;
}

/** Knows which scopes there are, and what other managers know of them. */
export interface ScopeDirectory {
  /** Undefined for what is neither the organisation's nor the installation's. */
  find(kind: PolicyScopeKind, id: string, organizationId: string): Promise<ScopePlace | undefined>;
  /** The id of an environment's gateway. */
  gatewayOf(environment: string): Promise<string | undefined>;
  /** What the API's document says of its operations, by operation id. */
  definitions(
    organizationId: string,
    apiId: string,
    operationIds: readonly string[],
  ): Promise<ReadonlyMap<string, Described>>;
}

const nowhere: ScopePlace = {
  organizationId: null,
  projectId: null,
  apiId: null,
  operationId: null,
  gatewayId: null,
  applicationId: null,
};

/** What a document says of an operation, or why it says nothing that policies can use. */
export type Described = Pick<CompileOperation, 'definition' | 'undescribed'>;

interface DefinitionEntry {
  readonly operationId: string;
  readonly definition: OperationDefinition | null;
  readonly reason: string | null;
}

const DEFINITIONS_AT_ONCE = 500;
const DEFINITIONS = `query ($apiId: ID!, $operationIds: [ID!]!) {
  operationDefinitions(apiId: $apiId, operationIds: $operationIds) { operationId definition reason } }`;

type Finder = (id: string, organizationId: string) => Promise<Partial<ScopePlace> | undefined>;

/** Asks the tenant manager for projects, the portal manager for applications and the gateway manager for the rest. */
export function createScopeDirectory(managers: ManagerClient): ScopeDirectory {
  const ask = async <T>(manager: ManagerName, query: string, id: string, organizationId: string) =>
    managers
      .query<{ found: T | null }>(manager, `query ($id: ID!) { found: ${query} }`, { id }, { organizationId })
      .then(({ found }) => found ?? undefined, undefinedWhenNotFound);

  const gateways = async () => {
    const { gatewayReferences } = await managers.query<{
      gatewayReferences: { id: string; environmentName: string }[];
    }>('gateway', '{ gatewayReferences { id environmentName } }');
    return gatewayReferences;
  };

  const finders: Record<PolicyScopeKind, Finder> = {
    async GATEWAY(id) {
      return (await gateways()).some((gateway) => gateway.id === id) ? { gatewayId: id } : undefined;
    },
    async PROJECT(id, organizationId) {
      const query = 'projectReference(id: $id) { organizationId }';
      const found = await ask<Partial<ScopePlace>>('tenant', query, id, organizationId);
      return found && { ...found, projectId: id };
    },
    async API(id, organizationId) {
      const query = 'apiReference(id: $id) { organizationId projectId }';
      const found = await ask<Partial<ScopePlace>>('gateway', query, id, organizationId);
      return found && { ...found, apiId: id };
    },
    async OPERATION(id, organizationId) {
      const query = 'operationReference(id: $id) { organizationId projectId apiId }';
      const found = await ask<Partial<ScopePlace>>('gateway', query, id, organizationId);
      return found && { ...found, operationId: id };
    },
    async APPLICATION(id, organizationId) {
      const found = await ask<{ id: string }>('portal', 'application(id: $id) { id }', id, organizationId);
      return found && { organizationId, applicationId: id };
    },
  };

  return {
    async find(kind, id, organizationId) {
      const found = await finders[kind](id, organizationId);
      if (!found) return undefined;
      const place = { ...nowhere, ...found };
      const isForeign = kind !== PolicyScopeKind.GATEWAY && place.organizationId !== organizationId;
      return isForeign ? undefined : place;
    },
    async gatewayOf(environment) {
      return (await gateways()).find(({ environmentName }) => environmentName === environment)?.id;
    },
    async definitions(organizationId, apiId, operationIds) {
      const found = new Map<string, Described>();
      for (let start = 0; start < operationIds.length; start += DEFINITIONS_AT_ONCE) {
        const page = operationIds.slice(start, start + DEFINITIONS_AT_ONCE);
        const entries = await definitions(managers, organizationId, apiId, page);
        for (const { operationId, definition, reason } of entries) {
          found.set(
            operationId,
            definition ? { definition } : { undescribed: reason ?? 'no reason is known' },
          );
        }
      }
      return found;
    },
  };
}

/** Of fewer operations at once where they are too much for one answer. */
async function definitions(
  managers: ManagerClient,
  organizationId: string,
  apiId: string,
  operationIds: readonly string[],
): Promise<DefinitionEntry[]> {
  try {
    const { operationDefinitions } = await managers.query<{ operationDefinitions: DefinitionEntry[] }>(
      'gateway',
      DEFINITIONS,
      { apiId, operationIds },
      { organizationId },
    );
    return operationDefinitions;
  } catch (error) {
    const isTooMuch = error instanceof DomainError && error.code === 'LIMIT_EXCEEDED';
    if (!isTooMuch || operationIds.length < 2) throw error;
    const middle = operationIds.length >> 1;
    return [
      ...(await definitions(managers, organizationId, apiId, operationIds.slice(0, middle))),
      ...(await definitions(managers, organizationId, apiId, operationIds.slice(middle))),
    ];
  }
}

function undefinedWhenNotFound(error: unknown): undefined {
  if (error instanceof DomainError && error.code === 'NOT_FOUND') return undefined;
  throw error;
}
