import 'reflect-metadata';
import type { ScopeKind } from '@apim/sdk';
import { registerEnumType } from 'type-graphql';

/** Where a policy may be attached, from the widest to the most specific. */
export enum PolicyScopeKind {
  PROJECT = 'PROJECT',
  API = 'API',
  OPERATION = 'OPERATION',
}
registerEnumType(PolicyScopeKind, {
  name: 'PolicyScopeKind',
  description: 'Where a policy may be attached, from the widest to the most specific.',
});

export const toScopeKind = (kind: PolicyScopeKind): ScopeKind => kind.toLowerCase() as ScopeKind;
export const fromScopeKind = (kind: ScopeKind): PolicyScopeKind =>
  PolicyScopeKind[kind.toUpperCase() as PolicyScopeKind];
