import type { Change, PlanConflict } from './change.ts';
import { planChanges, type PlanInput } from './plan.ts';
import type { Entity, EntityKind } from './entities.ts';

/** One way in which a gateway departs from what it should hold. */
export interface DriftItem {
  /** `missing` from the gateway, `changed` there, `extra` there, or `foreign`: its id is another's. */
  state: 'missing' | 'changed' | 'extra' | 'foreign';
  kind: EntityKind;
  id: string;
  name: string;
  fields: string[];
  desired?: Entity;
  actual?: Entity;
}

const states = { create: 'missing', update: 'changed', delete: 'extra' } as const;

/** The plan read as findings: empty when the gateway holds exactly what it should. */
export function drift(input: PlanInput): DriftItem[] {
  const { changes, conflicts } = planChanges(input);
  return [...changes.map(itemOfChange), ...conflicts.map(itemOfConflict)];
}

function itemOfChange({ action, kind, id, name, fields, entity, previous }: Change): DriftItem {
  const desired = action === 'delete' ? undefined : entity;
  return { state: states[action], kind, id, name, fields, desired, actual: previous };
}

function itemOfConflict({ kind, id, name }: PlanConflict): DriftItem {
  return { state: 'foreign', kind, id, name, fields: [] };
}
