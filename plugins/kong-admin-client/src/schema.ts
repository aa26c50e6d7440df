/** A field of Kong's schemas, as `/schemas/…` gives it; only what decides defaults and equality. */
export interface FieldSchema {
  type:
    | 'string'
    | 'integer'
    | 'number'
    | 'boolean'
    | 'array'
    | 'set'
    | 'map'
    | 'record'
    | 'foreign'
    | 'json'
    | 'any'
    | 'function';
  default?: unknown;
  required?: boolean;
  /** Filled by Kong where it is left out. */
  auto?: boolean;
  timestamp?: boolean;
  /** The type is said by another schema: a plugin's `config`. */
  abstract?: boolean;
  elements?: FieldSchema;
  values?: FieldSchema;
  fields?: NamedField[];
  /** Other names for parts of a record; where Kong says what replaces one, it is read as that. */
  shorthand_fields?: { [name: string]: { deprecation?: { replaced_with?: { path: string[] }[] } } }[];
}

/** One entry of a record's fields: an object with one key. */
export type NamedField = { [name: string]: FieldSchema };

/** The schema of an entity or of a plugin. */
export interface EntitySchema {
  fields: NamedField[];
}

/** The fields of a record as pairs, in Kong's order. */
export function fieldsOf(schema: { fields?: NamedField[] }): [string, FieldSchema][] {
  return (schema.fields ?? []).flatMap((field) => Object.entries(field));
}

/** The schema of plugin entities with this plugin's own `config` and `protocols` in their place. */
export function mergePluginSchema(plugins: EntitySchema, plugin: EntitySchema): EntitySchema {
  const own = new Map(fieldsOf(plugin));
  return { fields: fieldsOf(plugins).map(([name, field]) => ({ [name]: own.get(name) ?? field })) };
}
