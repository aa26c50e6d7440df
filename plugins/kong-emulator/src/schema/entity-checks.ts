import type { EntityCheck, Json, Match, Row } from './field.ts';
import { ruleProblem } from './checks.ts';
import { put, putEntity, type Violations } from './violation.ts';

const valueAt = (row: Row, path: string): Json => {
  let value: Json = row;
  for (const key of path.split('.')) {
    value =
      typeof value === 'object' && value !== null && !Array.isArray(value) ? (value[key] ?? null) : null;
  }
  return value;
};

const isFilled = (value: Json): boolean =>
  value !== null && value !== '' && (typeof value !== 'object' || Object.keys(value).length > 0);

const list = (fields: readonly string[]): string => fields.map((field) => `'${field}'`).join(', ');

/** What a value violates of a conditional's match, or undefined. */
function matchProblem(match: Match, value: Json): string | undefined {
  if (value === null) return match.required ? 'required field missing' : undefined;
  if ('eq' in match) return value === match.eq ? undefined : `value must be ${String(match.eq)}`;
  const { elements } = match;
  if (elements && Array.isArray(value)) {
    return value.map((item) => ruleProblem(elements, item)).find((problem) => problem !== undefined);
  }
  const { not_one_of: excluded, ...rest } = match;
  if (excluded) return excluded.includes(value as string) ? 'excluded' : undefined;
  return ruleProblem(rest, value);
}

function conditional(check: NonNullable<EntityCheck['conditional']>, row: Row, problems: Violations): void {
  const condition = valueAt(row, check.if_field);
  if (condition === null || matchProblem(check.if_match, condition) !== undefined) return;
  const own = valueAt(problems as Row, check.then_field);
  const problem = own ?? matchProblem(check.then_match, valueAt(row, check.then_field));
  if (problem === undefined || problem === null) return;
  put(problems, check.then_field.split('.'), problem);
  putEntity(
    problems,
    check.then_err ?? `failed conditional validation given value of field '${check.if_field}'`,
  );
}

function conditionalChoice(
  check: NonNullable<EntityCheck['conditional_at_least_one_of']>,
  row: Row,
  problems: Violations,
): void {
  const condition = valueAt(row, check.if_field);
  if (condition === null || matchProblem(check.if_match, condition) !== undefined) return;
  const choices = check.then_at_least_one_of;
  if (choices.some((field) => isFilled(valueAt(row, field)))) return;
  putEntity(
    problems,
    check.then_err?.replace('%s', list(choices)) ??
      `at least one of these fields must be non-empty: ${list(choices)}`,
  );
}

/** Adds the rules over several fields that a row violates; rules of fields that are already at fault are left out, as Kong does. */
export function entityProblems(checks: readonly EntityCheck[], row: Row, problems: Violations): void {
  const failed = new Set(Object.keys(problems));
  const clean = (fields: readonly string[]): boolean =>
    fields.every(
      (field) => !failed.has(field.split('.')[0] ?? '') || !isFilled(valueAt(problems as Row, field)),
    );
  for (const check of checks) {
    if (check.at_least_one_of) {
      if (!check.at_least_one_of.some((field) => isFilled(valueAt(row, field)))) {
        putEntity(problems, `at least one of these fields must be non-empty: ${list(check.at_least_one_of)}`);
      }
    }
    if (check.only_one_of) {
      if (check.only_one_of.filter((field) => isFilled(valueAt(row, field))).length !== 1) {
        putEntity(problems, `exactly one of these fields must be non-empty: ${list(check.only_one_of)}`);
      }
    }
    if (check.mutually_required) {
      const filled = check.mutually_required.filter((field) => isFilled(valueAt(row, field)));
      if (filled.length > 0 && filled.length < check.mutually_required.length) {
        putEntity(problems, `all or none of these fields must be set: ${list(check.mutually_required)}`);
      }
    }
    if (check.distinct) {
      const values = check.distinct.map((field) => valueAt(row, field)).filter(isFilled);
      if (new Set(values).size < values.length) {
        putEntity(problems, `values of these fields must be distinct: ${list(check.distinct)}`);
      }
    }
    if (check.conditional && clean([check.conditional.if_field])) {
      conditional(check.conditional, row, problems);
    }
    const some = check.conditional_at_least_one_of;
    if (some && clean([some.if_field])) conditionalChoice(some, row, problems);
    const own =
      check.custom_entity_check && clean(check.custom_entity_check.field_sources)
        ? check.run?.(row)
        : undefined;
    if (typeof own === 'string') putEntity(problems, own);
    else if (own) for (const [field, text] of Object.entries(own)) put(problems, field.split('.'), text);
  }
}
