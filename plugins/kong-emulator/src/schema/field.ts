/** A value of JSON, which is all that an entity holds. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** An entity or record as the Admin API shows it. */
export type Row = { [key: string]: Json };

/** A pattern of Lua with the message of its violation. */
export interface PatternRule {
  pattern: string;
  err: string;
}

/** One field in Kong's own schema format; `validate`, which Kong does not print either, returns a violation. */
export interface Field {
  type: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'set' | 'map' | 'record' | 'foreign';
  required?: boolean;
  default?: Json;
  auto?: boolean;
  unique?: boolean;
  unique_across_ws?: boolean;
  uuid?: boolean;
  timestamp?: boolean;
  referenceable?: boolean;
  encrypted?: boolean;
  abstract?: boolean;
  transient?: boolean;
  deprecation?: Json;
  eq?: null;
  between?: readonly [number, number];
  gt?: number;
  one_of?: readonly (string | number)[];
  not_one_of?: readonly (string | number)[];
  len_min?: number;
  len_eq?: number;
  len_max?: number;
  starts_with?: string;
  match?: string;
  /** What a violated `match` says in the place of the value. */
  err?: string;
  is_regex?: boolean;
  contains?: string;
  match_none?: readonly PatternRule[];
  match_all?: readonly PatternRule[];
  match_any?: { patterns: readonly string[]; err?: string };
  mutually_exclusive_subsets?: readonly (readonly string[])[];
  elements?: Field;
  keys?: Field;
  values?: Field;
  fields?: readonly NamedField[];
  shorthand_fields?: readonly NamedField[];
  entity_checks?: readonly EntityCheck[];
  reference?: string;
  on_delete?: 'cascade';
  validate?: (value: Json) => string | undefined;
  /** Of a deprecated short field: the fields that it stands for. */
  expand?: (value: Json) => { [name: string]: Json };
}

/** A field under its only key, as Kong writes lists of fields. */
export type NamedField = Readonly<Record<string, Field>>;

/** A match of a conditional check: a field without type. */
export type Match = Omit<Partial<Field>, 'elements' | 'eq'> & {
  elements?: Omit<Partial<Field>, 'eq'>;
  eq?: string | boolean | null;
};

/** A rule over several fields of an entity, in Kong's format; `run` carries what Kong prints only as field sources. */
export interface EntityCheck {
  at_least_one_of?: readonly string[];
  only_one_of?: readonly string[];
  mutually_required?: readonly string[];
  distinct?: readonly string[];
  conditional?: {
    if_field: string;
    if_match: Match;
    then_field: string;
    then_match: Match;
    then_err?: string;
  };
  conditional_at_least_one_of?: {
    if_field: string;
    if_match: Match;
    then_at_least_one_of: readonly string[];
    then_err?: string;
  };
  custom_entity_check?: { field_sources: readonly string[]; run_with_missing_fields?: boolean };
  run?: (row: Row) => string | { [field: string]: string } | undefined;
}

/** One entity: its fields, its rules, and how the Admin API names and finds it. */
export interface EntitySchema {
  /** The name of the table, as in `/schemas/NAME` and in declarative configuration. */
  name: string;
  /** The field besides `id` that finds it in a path. */
  endpointKey?: string;
  /** The collection's segment in the Admin API where it differs from the name. */
  adminName?: string;
  /** Its segment under a parent where that differs: `/consumers/x/key-auth`. */
  nestedName?: string;
  /** Fields that are unique together. */
  cacheKey?: readonly string[];
  /** Neither the Admin API nor a declarative configuration has it. */
  isInternal?: boolean;
  /** Entities may carry a time to live in seconds. */
  ttl?: boolean;
  /** Units of the time stamps: whole seconds, or milliseconds as a fraction. */
  fractionalTimes?: boolean;
  fields: readonly NamedField[];
  entity_checks: readonly EntityCheck[];
  /** Rewrites what a caller gave before defaults, for instance a short form. */
  expand?: (input: Row) => Row;
  /** Last change before a row is stored, for instance a hashed password. */
  seal?: (row: Row) => Row;
}

const pairs = new WeakMap<readonly NamedField[], readonly (readonly [string, Field])[]>();

/** The fields of a list as pairs of name and field. */
export function entries(fields: readonly NamedField[]): readonly (readonly [string, Field])[] {
  let known = pairs.get(fields);
  if (!known) {
    known = fields.flatMap((field) => Object.entries(field));
    pairs.set(fields, known);
  }
  return known;
}

/** The schema as `/schemas/NAME` prints it: without functions. */
export function printable(schema: EntitySchema): Json {
  return JSON.parse(
    JSON.stringify({
      fields: schema.fields,
      entity_checks: schema.entity_checks.map(({ run: _run, ...check }) => check),
    }),
  ) as Json;
}
