import type { Change, Plan, PlanConflict } from './change.ts';
import type { Defaults } from './defaults.ts';
import { displacedDeletions } from './displaced.ts';
import type { Entity, EntityKind, EntitySet } from './entities.ts';
import { isOwned, unitOf } from './identity.ts';
import { entityKinds, entityName, kinds, parentIds } from './kinds.ts';
import { layerOfDeletion, layerOfWrite } from './layers.ts';

/** What to compare. */
export interface PlanInput {
  gatewayId: string;
  /** With it, entities of other units in `actual` are left alone, and `desired` must be of this unit. */
  unit?: string;
  desired: EntitySet;
  actual: EntitySet;
  defaults: Defaults;
}

/**
 * The changes that turn `actual` into `desired`, in the order of their layers; pure, and linear in the
 * number of entities. Only entities with our tag and this gateway's are changed or deleted. Throws where
 * a desired entity lacks those tags or an id comes twice, for both are mistakes of the caller.
 */
export function planChanges(input: PlanInput): Plan {
  const changes: Change[] = [];
  const conflicts: PlanConflict[] = [];
  for (const kind of entityKinds) planKind(kind, input, changes, conflicts);
  arrange(changes);
  return { changes, conflicts };
}

function planKind(kind: EntityKind, input: PlanInput, changes: Change[], conflicts: PlanConflict[]): void {
  const { gatewayId, unit, defaults } = input;
  const actual = new Map<string, Entity>((input.actual[kind] ?? []).map((entity) => [entity.id, entity]));
  const seen = new Set<string>();
  for (const entity of input.desired[kind] ?? []) {
    assertPlannable(kind, entity, input, seen);
    seen.add(entity.id);
    const previous = actual.get(entity.id);
    const base = { kind, id: entity.id, name: entityName(kind, entity), entity };
    if (!previous) {
      changes.push({ ...base, action: 'create', fields: [], layer: layerOfWrite(base) });
    } else if (!isOwned(previous, gatewayId)) {
      conflicts.push({ kind, id: base.id, name: base.name, message: foreignMessage(kind, base.id) });
    } else {
      const fields = defaults.differences(kind, entity as never, previous as never);
      if (fields.length > 0)
        changes.push({
          ...base,
          action: 'update',
          fields,
          previous,
          layer: layerOfWrite({ ...base, previous }),
        });
    }
  }
  for (const entity of actual.values()) {
    if (seen.has(entity.id) || !isOwned(entity, gatewayId)) continue;
    if (unit !== undefined && unitOf(entity) !== unit) continue;
    const name = entityName(kind, entity);
    changes.push({
      action: 'delete',
      kind,
      id: entity.id,
      name,
      fields: [],
      entity,
      previous: entity,
      layer: 0,
    });
  }
}

/** What a conflict over an id says, wherever it is found. */
export function foreignMessage(kind: EntityKind, id: string): string {
  return `${kinds[kind].path}/${id} exists without this gateway's ownership tags and is left alone; delete it there, or give it back its tags.`;
}

function assertPlannable(
  kind: EntityKind,
  entity: Entity,
  { gatewayId, unit }: PlanInput,
  seen: Set<string>,
): void {
  const what = `Desired ${kind} ${entity.id} (${entityName(kind, entity)})`;
  if (seen.has(entity.id)) throw new Error(`${what} is given twice; ids must differ.`);
  if (!isOwned(entity, gatewayId))
    throw new Error(`${what} lacks the ownership tags of gateway ${gatewayId}; make its tags by tagsFor().`);
  if (unit !== undefined && unitOf(entity) !== unit)
    throw new Error(`${what} is of unit ${unitOf(entity)}, not of ${unit}; plan each unit by itself.`);
}

/** Gives deletions their layers and cascades, and sorts: by layer, otherwise as given. */
function arrange(changes: Change[]): void {
  const deletions = changes.filter(({ action }) => action === 'delete');
  const displaced = displacedDeletions(
    deletions,
    changes.filter(({ action }) => action !== 'delete'),
  );
  const deleted = new Set(deletions.map(({ id }) => id));
  for (const change of deletions) {
    change.layer = layerOfDeletion(change.kind, change.entity, displaced.has(change.id));
    // A plugin goes with its route, never ahead of it: a route must not serve without its guards.
    if (change.kind === 'plugin') {
      const parent = parentIds('plugin', change.entity).find((id) => deleted.has(id));
      if (parent !== undefined) change.cascadeOf = parent;
    }
  }
  changes.sort((left, right) => left.layer - right.layer);
}
