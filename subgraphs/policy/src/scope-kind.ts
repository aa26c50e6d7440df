import 'reflect-metadata';
import type { Actor } from '@apim/kit/actor';
import type { Permission } from '@apim/kit/permissions';
import type { ScopeKind } from '@apim/sdk';
import { registerEnumType } from 'type-graphql';

/** Where a policy may be attached, from the widest to the most specific. */
export enum PolicyScopeKind {
  GATEWAY = 'GATEWAY',
  PROJECT = 'PROJECT',
  API = 'API',
  OPERATION = 'OPERATION',
  APPLICATION = 'APPLICATION',
}
registerEnumType(PolicyScopeKind, {
  name: 'PolicyScopeKind',
  description:
    'Where a policy may be attached, from the widest to the most specific; at a gateway by platform administrators.',
});

export const toScopeKind = (kind: PolicyScopeKind): ScopeKind => kind.toLowerCase() as ScopeKind;

/** Kinds of which this platform has scopes; a plan is none yet. */
export const fromScopeKinds = (kinds: readonly ScopeKind[]): PolicyScopeKind[] =>
  Object.values(PolicyScopeKind).filter((kind) => kinds.includes(toScopeKind(kind)));

interface PlacedRow {
  readonly gatewayId: string | null;
  readonly applicationId: string | null;
  readonly operationId: string | null;
  readonly apiId: string | null;
  readonly projectId: string | null;
}

/** The scope of an attachment's row. */
export function scopeOfRow(row: PlacedRow): { kind: PolicyScopeKind; id: string } {
  if (row.gatewayId) return { kind: PolicyScopeKind.GATEWAY, id: row.gatewayId };
  if (row.applicationId) return { kind: PolicyScopeKind.APPLICATION, id: row.applicationId };
  if (row.operationId) return { kind: PolicyScopeKind.OPERATION, id: row.operationId };
  return row.apiId
    ? { kind: PolicyScopeKind.API, id: row.apiId }
    : { kind: PolicyScopeKind.PROJECT, id: row.projectId ?? '' };
}

/** Whether the caller holds a permission where a row is: what is at a gateway is the platform administrators'. */
export function mayAt(
  actor: Actor,
  permission: Permission,
  row: { readonly organizationId: string | null; readonly projectId: string | null },
): boolean {
  if (row.organizationId === null) return actor.can('gateway:write');
  if (row.organizationId !== actor.claims.org) return false;
  return actor.can(permission, {
    organizationId: row.organizationId,
    ...(row.projectId !== null && { projectId: row.projectId }),
  });
}
