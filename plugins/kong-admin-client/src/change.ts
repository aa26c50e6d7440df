import type { Entity, EntityKind } from './entities.ts';

/** One write of a plan. */
export interface Change {
  action: 'create' | 'update' | 'delete';
  kind: EntityKind;
  id: string;
  /** For people; never a secret. */
  name: string;
  /** Paths of the fields that differ, as `config.minute`; empty for creations and deletions. */
  fields: string[];
  /** What to write; for a deletion, what is there. */
  entity: Entity;
  /** What is there; absent for a creation. */
  previous?: Entity;
  /** Changes of a lower layer are done before any of a higher one; within a layer order is free. */
  layer: number;
  /** Deletions alone: the parent whose deletion takes this along, so that no request is needed. */
  cascadeOf?: string;
}

/** A desired entity that cannot be written, since its id belongs to an entity that is not ours. */
export interface PlanConflict {
  kind: EntityKind;
  id: string;
  name: string;
  message: string;
}

/** What to do, in order, and what cannot be done. */
export interface Plan {
  changes: Change[];
  conflicts: PlanConflict[];
}
