import type { Json, Row } from '../schema/field.ts';
import { pretty } from '../schema/pretty.ts';
import { violationTexts, type Violations } from '../schema/violation.ts';

/** An answer of the Admin API that is not a success: the status and the exact body. */
export class KongError extends Error {
  readonly status: number;
  readonly body: Row;

  constructor(status: number, body: Row) {
    super(typeof body.message === 'string' ? body.message : 'refused');
    this.status = status;
    this.body = body;
  }
}

/** A key as Kong prints it: `{name="a"}`. */
export const printKey = (key: Row): string => pretty(key, '');

/** A bare message, as of unknown paths and methods. */
export const plain = (status: number, message: string): KongError => new KongError(status, { message });

/** Kong's answer to a path that leads nowhere. */
export const notFound = (): KongError => plain(404, 'Not found');

/** Code 2. */
export function schemaViolation(fields: Violations): KongError {
  const texts = violationTexts(fields);
  const head = texts.length === 1 ? 'schema violation' : `${texts.length} schema violations`;
  return new KongError(400, {
    message: `${head} (${texts.join('; ')})`,
    name: 'schema violation',
    fields,
    code: 2,
  });
}

/** Code 3. */
export const primaryKeyViolation = (id: string): KongError =>
  new KongError(400, {
    message: `primary key violation on key '${printKey({ id })}'`,
    name: 'primary key violation',
    fields: { id },
    code: 3,
  });

/** Code 4: a reference to nothing, or something that is still referred to. */
export function foreignKeyViolation(field: string, key: Row, reference: string): KongError {
  return new KongError(400, {
    message: `the foreign key '${printKey(key)}' does not reference an existing '${reference}' entity.`,
    name: 'foreign key violation',
    fields: { [field]: key },
    code: 4,
  });
}

/** Code 4, where something still refers to what is to be deleted. */
export const stillReferenced = (name: string, by: string): KongError =>
  new KongError(400, {
    message: `an existing '${by}' entity references this '${name}' entity`,
    name: 'foreign key violation',
    fields: { '@referenced_by': by },
    code: 4,
  });

/** Code 5. */
export const uniqueViolation = (key: Row): KongError =>
  new KongError(409, {
    message: `UNIQUE violation detected on '${printKey(key)}'`,
    name: 'unique constraint violation',
    fields: key,
    code: 5,
  });

/** Code 6. */
export const entityMissing = (key: Row): KongError =>
  new KongError(404, {
    message: `could not find the entity with '${printKey(key)}'`,
    name: 'not found',
    fields: key,
    code: 6,
  });

/** Code 12: a write in DB-less mode. */
export const unsupported = (verb: string, name: string): KongError =>
  new KongError(405, {
    message: `cannot ${verb} '${name}' entities when not using a database`,
    name: 'operation unsupported',
    code: 12,
  });

/** Code 13. */
export function foreignKeyUnresolved(field: string, key: string, value: Json, reference: string): KongError {
  const text = `the foreign key cannot be resolved with '${printKey({ [key]: value })}' for an existing '${reference}' entity`;
  return new KongError(400, {
    message: `foreign key unresolved (${field}.${key}: ${text})`,
    name: 'foreign keys unresolved',
    fields: { [field]: { [key]: text } },
    code: 13,
  });
}
