import type { Json } from './field.ts';
import type { Field, Match } from './field.ts';
import { luaPattern } from './lua-pattern.ts';
import { regexProblem } from './regex.ts';

const number = (value: number): string => String(value);

const sizeOf = (value: Json): number => {
  if (typeof value === 'string') return Buffer.byteLength(value);
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
};

function lengthProblem(field: Match, value: Json): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'object') return undefined;
  const size = sizeOf(value);
  const least = field.len_min ?? (typeof value === 'string' ? 1 : undefined);
  if (field.len_eq !== undefined && size !== field.len_eq) return `length must be ${number(field.len_eq)}`;
  if (least !== undefined && size < least) return `length must be at least ${number(least)}`;
  if (field.len_max !== undefined && size > field.len_max)
    return `length must be at most ${number(field.len_max)}`;
  return undefined;
}

function subsetProblem(subsets: readonly (readonly string[])[], value: Json[]): string | undefined {
  const present = new Set<readonly string[]>();
  for (const item of value) {
    const subset = subsets.find((candidate) => candidate.includes(String(item)));
    if (!subset) return `unknown type: ${String(item)}`;
    present.add(subset);
  }
  if (present.size < 2) return undefined;
  const names = subsets.filter((subset) => present.has(subset)).map((subset) => `('${subset.join("', '")}')`);
  return `these sets are mutually exclusive: ${names.join(', ')}`;
}

function patternProblem(field: Match, value: string): string | undefined {
  for (const rule of field.match_none ?? []) {
    if (luaPattern(rule.pattern).test(value)) return rule.err;
  }
  for (const rule of field.match_all ?? []) {
    if (!luaPattern(rule.pattern).test(value)) return rule.err;
  }
  const any = field.match_any;
  if (any && !any.patterns.some((pattern) => luaPattern(pattern).test(value)))
    return any.err ?? `invalid value: ${value}`;
  if (field.match !== undefined && !luaPattern(field.match).test(value))
    return field.err ?? `invalid value: ${value}`;
  return undefined;
}

/** What a value that has the right type violates of its field's own rules, in Kong's words. */
export function ruleProblem(field: Match, value: Json): string | undefined {
  if (field.eq === null) return 'value must be null';
  if (typeof value === 'number') {
    if (field.between && (value < field.between[0] || value > field.between[1])) {
      return `value should be between ${number(field.between[0])} and ${number(field.between[1])}`;
    }
    if (field.gt !== undefined && value <= field.gt) return `value must be greater than ${number(field.gt)}`;
  }
  if (field.one_of && !field.one_of.includes(value as string)) {
    return `expected one of: ${field.one_of.join(', ')}`;
  }
  if (field.not_one_of?.includes(value as string))
    return `must not be one of: ${field.not_one_of.join(', ')}`;
  const length = lengthProblem(field, value);
  if (length) return length;
  if (field.contains !== undefined && Array.isArray(value) && !value.includes(field.contains))
    return `expected to contain: ${field.contains}`;
  if (field.mutually_exclusive_subsets && Array.isArray(value)) {
    const problem = subsetProblem(field.mutually_exclusive_subsets, value);
    if (problem) return problem;
  }
  if (typeof value !== 'string') return undefined;
  if (field.uuid && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value))
    return 'expected a valid UUID';
  if (field.starts_with !== undefined && !value.startsWith(field.starts_with)) {
    return `should start with: ${field.starts_with}`;
  }
  if (field.is_regex && regexProblem(value) !== undefined) return `not a valid regex: ${value}`;
  return patternProblem(field, value);
}

const article: Record<Field['type'], string> = {
  string: 'a string',
  integer: 'an integer',
  number: 'a number',
  boolean: 'a boolean',
  array: 'an array',
  set: 'a set',
  map: 'a map',
  record: 'a record',
  foreign: 'a foreign',
};

/** What a value of the wrong type is told, or undefined where the type fits. */
export function typeProblem(type: Field['type'], value: Json): string | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const fits: Record<Field['type'], boolean> = {
    string: typeof value === 'string',
    integer: Number.isInteger(value),
    number: typeof value === 'number',
    boolean: typeof value === 'boolean',
    // An empty table of Lua is both: JSON's {} passes for a list.
    array: Array.isArray(value) || (isObject && Object.keys(value).length === 0),
    set: Array.isArray(value) || (isObject && Object.keys(value).length === 0),
    map: isObject || (Array.isArray(value) && value.length === 0),
    record: isObject || (Array.isArray(value) && value.length === 0),
    foreign: isObject,
  };
  return fits[type] ? undefined : `expected ${article[type]}`;
}
