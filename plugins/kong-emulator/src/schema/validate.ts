import { entityProblems } from './entity-checks.ts';
import type { Field, Json, NamedField, Row } from './field.ts';
import { entries } from './field.ts';
import { ruleProblem, typeProblem } from './checks.ts';
import { randomKey } from './entities/consumers.ts';
import { put, type Violations } from './violation.ts';

const asRow = (value: Json | undefined): Row =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};

/** A value with the defaults of its field put in where nothing is given; sets lose repeated members. */
export function fillField(field: Field, value: Json | undefined): Json {
  const given = value === undefined ? (field.default ?? null) : value;
  if (field.type === 'record') {
    if (given === null && !field.required) return null;
    if (given !== null && typeProblem('record', given)) return given;
    return fillRecord(field.fields ?? [], asRow(given), field.shorthand_fields);
  }
  if (given === null) return field.auto && field.type === 'string' && !field.uuid ? randomKey() : null;
  const { values } = field;
  if (field.type === 'map' && values?.type === 'record' && !typeProblem('map', given))
    return Object.fromEntries(
      Object.entries(asRow(given)).map(([key, item]) => [key, fillField(values, item)]),
    );
  if (typeof given === 'object' && (field.type === 'array' || field.type === 'set')) {
    const list = Array.isArray(given) ? given : [];
    const element = field.elements;
    const filled = element?.type === 'record' ? list.map((item) => fillField(element, item)) : list;
    return field.type === 'set' && filled.every((item) => typeof item !== 'object')
      ? [...new Set(filled)]
      : filled;
  }
  return given;
}

/** A record with every field present: given, by default, or null; what the schema does not know is kept for the validation. */
export function fillRecord(
  fields: readonly NamedField[],
  input: Row,
  shorthands?: readonly NamedField[],
): Row {
  const source = shorthands ? expandShorthands(shorthands, input) : input;
  const out: Row = { ...source };
  for (const [name, field] of entries(fields)) out[name] = fillField(field, source[name]);
  return out;
}

/** Deprecated short fields move to the place that replaced them. */
function expandShorthands(shorthands: readonly NamedField[], input: Row): Row {
  const out: Row = { ...input };
  for (const [name, field] of entries(shorthands)) {
    if (!(name in out)) continue;
    const value = out[name] ?? null;
    delete out[name];
    if (field.expand) {
      Object.assign(out, field.expand(value));
      continue;
    }
    const [target] = asRow(field.deprecation).replaced_with as { path: string[] }[];
    const [record = '', key = ''] = target?.path ?? [];
    if (value !== null) out[record] = { ...asRow(out[record]), [key]: value };
  }
  return out;
}

/** Every violation of one value, shaped like the value; undefined when there is none. */
export function fieldProblem(field: Field, value: Json): Json | undefined {
  if (value === null) return field.required && !field.auto ? 'required field missing' : undefined;
  if (field.type === 'foreign' && typeof value !== 'object') return { id: 'missing primary key' };
  const wrong = typeProblem(field.type, value);
  if (wrong) return wrong;
  const rule = ruleProblem(field, value);
  if (rule) return rule;
  if (Array.isArray(value)) {
    const problems = value.map(
      (item) => (field.elements ? fieldProblem(field.elements, item) : undefined) ?? null,
    );
    const last = problems.findLastIndex((problem) => problem !== null);
    if (last >= 0) return problems.slice(0, last + 1);
  } else if (field.type === 'record') {
    const problems = recordProblems(field.fields ?? [], asRow(value));
    entityProblems(field.entity_checks ?? [], asRow(value), problems);
    if (Object.keys(problems).length > 0) return problems;
  } else if (field.type === 'map') {
    for (const [key, item] of Object.entries(asRow(value))) {
      const problem =
        (field.keys ? fieldProblem(field.keys, key) : undefined) ??
        (field.values ? fieldProblem(field.values, item) : undefined);
      if (problem !== undefined) return problem;
    }
  } else if (field.type === 'foreign') {
    const { id } = asRow(value);
    if (typeof id !== 'string') return { id: 'missing primary key' };
    const problem = ruleProblem({ uuid: true }, id);
    if (problem) return { id: problem };
  }
  return field.validate?.(value);
}

/** The violations of a record's fields, unknown ones included. */
export function recordProblems(fields: readonly NamedField[], row: Row): Violations {
  const problems: Violations = {};
  const known = new Map(entries(fields));
  for (const [name, value] of Object.entries(row)) {
    if (!known.has(name) && value !== undefined) put(problems, [name], 'unknown field');
  }
  for (const [name, field] of known) {
    const problem = fieldProblem(field, row[name] ?? null);
    if (problem !== undefined) put(problems, [name], problem);
  }
  return problems;
}
