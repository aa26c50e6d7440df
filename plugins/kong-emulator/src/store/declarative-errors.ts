import type { Json, Row } from '../schema/field.ts';
import { pretty } from '../schema/pretty.ts';
import type { Violations } from '../schema/violation.ts';
import { KongError } from './kong-error.ts';

/** One entity of a configuration with what it violates. */
export interface EntityFault {
  table: string;
  entity: Row;
  problems: Violations;
}

const singular = (table: string): string => table.replace(/ies$/, 'y').replace(/s$/, '');

function flatten(problems: Json, path: string, into: Row[]): void {
  if (typeof problems !== 'object' || problems === null) {
    if (problems !== null) into.push({ type: 'field', message: problems, field: path });
    return;
  }
  for (const [key, value] of Object.entries(problems)) {
    if (key === '@entity' && Array.isArray(value)) {
      into.push(...value.map((message) => ({ type: 'entity', message })));
      continue;
    }
    const name = Array.isArray(problems) ? String(Number(key) + 1) : key;
    flatten(value, path === '' ? name : `${path}.${name}`, into);
  }
}

function flattenedFault({ table, entity, problems }: EntityFault): Row {
  const errors: Row[] = [];
  flatten(problems, '', errors);
  return {
    entity_type: singular(table),
    ...(typeof entity.name === 'string' ? { entity_name: entity.name } : {}),
    ...(typeof entity.id === 'string' ? { entity_id: entity.id } : {}),
    ...(Array.isArray(entity.tags) ? { entity_tags: entity.tags } : {}),
    errors,
    entity,
  };
}

/** Everything that is wrong with a configuration: as a tree of its shape, and entity by entity. */
export class DeclarativeErrors {
  readonly #tree: Violations;
  readonly #faults: readonly EntityFault[];
  readonly #leftover: Violations;

  /** `leftover` is the part of the tree that belongs to no entity. */
  constructor(tree: Violations, faults: readonly EntityFault[], leftover: Violations) {
    this.#tree = tree;
    this.#faults = faults;
    this.#leftover = leftover;
  }

  /** The refusal, with `flatten_errors=1` entity by entity. */
  toAnswer(isFlat: boolean): KongError {
    const fields = isFlat ? this.#leftover : this.#tree;
    const flat = this.#faults.map(flattenedFault);
    return new KongError(400, {
      name: 'invalid declarative configuration',
      message: `declarative config is invalid: ${pretty(fields, '')}`,
      code: 14,
      fields,
      // An empty list is an empty table of Lua, which Kong prints as an object.
      ...(isFlat ? { flattened_errors: flat.length > 0 ? flat : {} } : {}),
    });
  }
}
