import type { Field, Json, NamedField, Row } from '../schema/field.ts';
import { entries } from '../schema/field.ts';

function inferField(field: Field, value: Json): Json {
  if (field.type === 'array' || field.type === 'set') {
    const { elements } = field;
    const list = Array.isArray(value) ? value : [value];
    return elements ? list.map((item) => inferField(elements, item)) : list;
  }
  if (field.type === 'record') {
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? infer(field.fields ?? [], value)
      : value;
  }
  if (typeof value !== 'string') return value;
  if (value === '') return null;
  if (
    (field.type === 'integer' || field.type === 'number') &&
    value.trim() !== '' &&
    Number.isFinite(Number(value))
  ) {
    return Number(value);
  }
  if (field.type === 'boolean' && (value === 'true' || value === 'false')) return value === 'true';
  return value;
}

/** A form's texts as the values that the schema expects. */
export function infer(fields: readonly NamedField[], values: Row): Row {
  const out: Row = { ...values };
  for (const [name, field] of entries(fields)) {
    if (out[name] !== undefined) out[name] = inferField(field, out[name]);
  }
  return out;
}
