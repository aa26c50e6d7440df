export type { Plan, Change, PlanConflict } from './change.ts';
export { applyChanges, type ApplyOptions, type ApplyResult, type ChangeOutcome } from './apply.ts';
export {
  applyDeclarative,
  planDeclarative,
  type DeclarativeInput,
  type DeclarativeResult,
} from './apply-declarative.ts';
export { readActual } from './actual.ts';
export {
  createKongAdminClient,
  type Declarative,
  type GatewayInfo,
  type GatewayStatus,
  type KongAdminClient,
  type Located,
} from './client.ts';
export { canonicalJson } from './compare.ts';
export { hashOf, toDeclarative } from './declarative.ts';
export type { EntityFailure } from './declarative-failures.ts';
export { createDefaults, readDefaults, type Defaults } from './defaults.ts';
export { drift, type DriftItem } from './drift.ts';
export type * from './entities.ts';
export { KongAdminError, type EntityRef, type FlattenedError, type KongAdminErrorKind } from './errors.ts';
export {
  ENTITY_NAMESPACE,
  entityId,
  gatewayOf,
  isOwned,
  ownershipTags,
  OWNERSHIP_TAG,
  tagsFor,
  unitOf,
  type Ownership,
} from './identity.ts';
export { entityKinds, entityName, kinds, type KindDefinition } from './kinds.ts';
export { planChanges, type PlanInput } from './plan.ts';
export type { EntitySchema, FieldSchema } from './schema.ts';
export type { TransportOptions } from './transport.ts';
