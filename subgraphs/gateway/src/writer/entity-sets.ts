import { entityKinds, unitOf, type Entity, type EntitySet } from 'kong-admin-client';

type Lists = Record<string, Entity[]>;

/** All entities of several sets as one. */
export function unite(sets: Iterable<EntitySet>): EntitySet {
  const all: Lists = {};
  for (const set of sets) {
    for (const kind of entityKinds) {
      const list = set[kind];
      if (list) (all[kind] ??= []).push(...list);
    }
  }
  return all as EntitySet;
}

/** All entities of a gateway's units. Kong drops a consumer's plugins with the consumer, so those of absent ones are left out. */
export function uniteAll(sets: Iterable<EntitySet>): EntitySet {
  const all = unite(sets);
  return withoutOrphans(all, all);
}

/** A unit's entities without the plugins of consumers that the whole has not. */
export function withoutOrphans(set: EntitySet, whole: EntitySet): EntitySet {
  const consumers = new Set((whole.consumer ?? []).map(({ id }) => id));
  const plugin = (set.plugin ?? []).filter(({ consumer }) => !consumer || consumers.has(consumer.id));
  return { ...set, ...(set.plugin && { plugin }) };
}

/** The entities for which `keep` holds. */
export function filterSet(set: EntitySet, keep: (entity: Entity) => boolean): EntitySet {
  const kept: Lists = {};
  for (const kind of entityKinds) kept[kind] = (set[kind] ?? []).filter(keep);
  return kept as EntitySet;
}

/** The entities of some units alone. */
export const ofUnits = (set: EntitySet, unitKeys: ReadonlySet<string>): EntitySet =>
  filterSet(set, (entity) => unitKeys.has(unitOf(entity) ?? ''));

/** The units of which a set holds anything. */
export const unitsIn = (set: EntitySet): Set<string> =>
  new Set(entityKinds.flatMap((kind) => (set[kind] ?? []).flatMap((entity) => unitOf(entity) ?? [])));

/** The ids of all entities of a set. */
export const idsOf = (set: EntitySet): Set<string> =>
  new Set(entityKinds.flatMap((kind) => (set[kind] ?? []).map(({ id }) => id)));

/** The entities of a set that another one has, too. */
export function intersect(set: EntitySet, other: EntitySet): EntitySet {
  const ids = idsOf(other);
  return filterSet(set, ({ id }) => ids.has(id));
}
