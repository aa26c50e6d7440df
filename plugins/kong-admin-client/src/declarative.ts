import { createHash } from 'node:crypto';
import type { Declarative } from './client.ts';
import { canonicalJson } from './compare.ts';
import type { Entity, EntityKind, EntitySet } from './entities.ts';
import { fieldOf, entityKinds, kinds, parentId } from './kinds.ts';

/** The whole as Kong's declarative format 3.0: flat lists sorted by id, parents named by id. The same input gives the same bytes. */
export function toDeclarative(desired: EntitySet): Declarative {
  const declarative: Declarative = { _format_version: '3.0' };
  for (const kind of entityKinds) {
    const entities = desired[kind] ?? [];
    if (entities.length === 0) continue;
    declarative[kinds[kind].collection] = [...entities]
      .sort((left, right) => (left.id < right.id ? -1 : 1))
      .map((entity) => withNamedParents(kind, entity));
  }
  return declarative;
}

/** SHA-256 (hex) of the canonical JSON: the name of a configuration. */
export function hashOf(declarative: Declarative): string {
  return createHash('sha256').update(canonicalJson(declarative)).digest('hex');
}

/** A declarative file names a foreign entity by a string, where the Admin API has an object. */
function withNamedParents(kind: EntityKind, entity: Entity): Record<string, unknown> {
  const parents = Object.keys(kinds[kind].parents).filter((field) => fieldOf(entity, field) !== undefined);
  return {
    ...entity,
    ...Object.fromEntries(parents.map((field) => [field, parentId(entity, field) ?? null])),
  };
}
