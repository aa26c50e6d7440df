import type { Entity, EntityKind } from './entities.ts';
import { fieldOf, kinds, parentId, parentIds } from './kinds.ts';

interface Item {
  kind: EntityKind;
  entity: Entity;
}

/**
 * The ids of deletions that must come before the writes: those that hold a unique value which a write
 * takes over, and everything below them that is deleted too.
 */
export function displacedDeletions(deletions: readonly Item[], writes: readonly Item[]): Set<string> {
  const claimed = new Set(writes.flatMap(({ kind, entity }) => uniqueKeys(kind, entity)));
  const displaced = new Set<string>();
  if (claimed.size === 0) return displaced;
  for (const { kind, entity } of deletions) {
    if (uniqueKeys(kind, entity).some((key) => claimed.has(key))) displaced.add(entity.id);
  }
  // Two steps down reach the bottom: service, route, plugin.
  for (let step = 0; displaced.size > 0 && step < 2; step += 1) {
    for (const { kind, entity } of deletions) {
      if (parentIds(kind, entity).some((id) => displaced.has(id))) displaced.add(entity.id);
    }
  }
  return displaced;
}

function uniqueKeys(kind: EntityKind, entity: Entity): string[] {
  return kinds[kind].unique.flatMap((fields) => {
    const values = fields.map((field) => parentId(entity, field) ?? fieldOf(entity, field) ?? null);
    return values.every((value) => value === null) ? [] : [JSON.stringify([kind, fields[0], values])];
  });
}
