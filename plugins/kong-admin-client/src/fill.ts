import { fieldsOf, type FieldSchema } from './schema.ts';

export type JsonRecord = Record<string, unknown>;

export const isRecord = (value: unknown): value is JsonRecord =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/**
 * What Kong stores for this value at the top: an absent field takes its default or null, a required
 * record is there even when it was left out, and an empty list that Lua printed as {} is a list.
 */
export function effective(field: FieldSchema, value: unknown): unknown {
  if (value === undefined || (value === null && field.required)) {
    if (field.default !== undefined) return field.default;
    return field.type === 'record' && field.required ? {} : null;
  }
  if ((field.type === 'array' || field.type === 'set') && isRecord(value) && Object.keys(value).length === 0)
    return [];
  return value;
}

/** The value with every default of Kong filled in, as deep as it goes; keys that the schema does not know are kept. */
export function fillDefaults(field: FieldSchema, given: unknown): unknown {
  const value = effective(field, given);
  if (value === null) return null;
  if (field.elements && Array.isArray(value)) {
    const { elements } = field;
    return value.map((element) => fillDefaults(elements, element));
  }
  if (field.values && isRecord(value)) {
    const { values } = field;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fillDefaults(values, each)]));
  }
  if (field.type === 'record' && field.fields && isRecord(value)) {
    const filled: JsonRecord = { ...expandShorthands(field, value) };
    for (const [name, each] of fieldsOf(field)) {
      if (!each.auto || name in value) filled[name] = fillDefaults(each, filled[name]);
    }
    return filled;
  }
  return value;
}

/** Moves a deprecated name to where Kong stores it, unless the new name is given too; the old name is dropped. */
export function expandShorthands(field: FieldSchema, value: JsonRecord): JsonRecord {
  let expanded = value;
  for (const shorthand of field.shorthand_fields ?? []) {
    for (const [name, { deprecation }] of Object.entries(shorthand)) {
      const replacements = deprecation?.replaced_with;
      if (!replacements?.length || !(name in expanded)) continue;
      const { [name]: old, ...rest } = expanded;
      expanded = replacements.reduce((record, { path }) => setWhereAbsent(record, path, old), rest);
    }
  }
  return expanded;
}

function setWhereAbsent(record: JsonRecord, [head, ...tail]: string[], value: unknown): JsonRecord {
  if (head === undefined) return record;
  const current = record[head];
  if (tail.length > 0)
    return { ...record, [head]: setWhereAbsent(isRecord(current) ? current : {}, tail, value) };
  return current === undefined || current === null ? { ...record, [head]: value } : record;
}
