import type { Entity, EntityKind, EntitySet } from './entities.ts';
import type { FlattenedError, KongAdminError } from './errors.ts';
import { isRecord } from './fill.ts';
import { unitOf } from './identity.ts';
import { entityKinds, entityName, fieldOf, kinds } from './kinds.ts';
import { redactLabel, type Redact } from './redact-keys.ts';

/** One complaint about a declarative configuration; without an entity it is about the whole. */
export interface EntityFailure {
  kind?: EntityKind;
  id?: string;
  name?: string;
  /** The unit to leave out. */
  unit?: string;
  /** As `paths.1` (Kong counts from 1). */
  field?: string;
  message: string;
}

/** Maps what Kong said of a refused configuration back to the entities that were sent; its texts are redacted. */
export function failuresOf(error: KongAdminError, desired: EntitySet, redact: Redact): EntityFailure[] {
  const failures = [
    ...flattenedFailures(error.flattened ?? [], desired),
    ...fieldFailures(error.fields ?? {}, desired),
  ];
  const told = failures.length > 0 ? failures : [{ message: error.message }];
  return told.map(({ id, name, message, ...rest }) => ({
    ...rest,
    ...(id !== undefined && { id: redactLabel(id, redact) }),
    ...(name !== undefined && { name: redactLabel(name, redact) }),
    message: redact(message),
  }));
}

function flattenedFailures(flattened: readonly FlattenedError[], desired: EntitySet): EntityFailure[] {
  return flattened.flatMap(({ entity_type: type, entity_id: id, entity_name: name, errors }) => {
    const kind = entityKinds.find((each) => each === type);
    const about = kind === undefined ? { id, name } : describe(kind, find(desired, kind, id, name), id, name);
    return errors.map(({ field, message }) => ({ ...about, ...(field !== undefined && { field }), message }));
  });
}

/** The shapes of `fields`: by collection and then by name or id, or a plain field of the whole. */
function fieldFailures(fields: Record<string, unknown>, desired: EntitySet): EntityFailure[] {
  return Object.entries(fields).flatMap(([field, value]) => {
    const kind = entityKinds.find((each) => kinds[each].collection === field);
    if (kind === undefined || !isRecord(value)) return [{ field, message: textOf(value) }];
    return Object.entries(value).map(([key, problem]) => ({
      ...describe(kind, find(desired, kind, key, key), key, undefined),
      message: textOf(problem),
    }));
  });
}

function find(desired: EntitySet, kind: EntityKind, id?: string, name?: string): Entity | undefined {
  const entities: readonly Entity[] = desired[kind] ?? [];
  const byId = entities.find((entity) => entity.id === id);
  if (byId) return byId;
  // Many plugins share a name: a wrong culprit is worse than none.
  const named = entities.filter((entity) => labelOf(kind, entity) === name);
  return named.length === 1 ? named[0] : undefined;
}

/** What Kong calls an entity in `fields`: a credential by its key. */
function labelOf(kind: EntityKind, entity: Entity): unknown {
  return kind === 'keyauth_credential' ? fieldOf(entity, 'key') : entityName(kind, entity);
}

function describe(
  kind: EntityKind,
  entity: Entity | undefined,
  id?: string,
  name?: string,
): Omit<EntityFailure, 'message'> {
  if (!entity) return { kind, id, name };
  return { kind, id: entity.id, name: entityName(kind, entity), unit: unitOf(entity) };
}

function textOf(problem: unknown): string {
  if (typeof problem === 'string') return problem;
  if (Array.isArray(problem))
    return problem
      .filter((each) => each !== null)
      .map(textOf)
      .join('; ');
  return JSON.stringify(problem);
}
