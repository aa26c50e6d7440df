import type { EntitySchema, Field, Json, Row } from '../schema/field.ts';
import { entries } from '../schema/field.ts';
import type { PluginSchemas } from '../schema/plugin-schema.ts';
import type { Stored } from './table.ts';

const at = (row: Row, path: readonly string[]): Json => {
  let value: Json = row;
  for (const key of path) {
    value =
      typeof value === 'object' && value !== null && !Array.isArray(value) ? (value[key] ?? null) : null;
  }
  return value;
};

function withShorthands(field: Field, value: Json): Json {
  if (!field.shorthand_fields || typeof value !== 'object' || value === null || Array.isArray(value))
    return value;
  const out: Row = { ...value };
  for (const [name, short] of entries(field.shorthand_fields)) {
    if (short.expand) continue;
    const deprecation = short.deprecation as { replaced_with: { path: string[] }[] };
    out[name] = at(value, deprecation.replaced_with[0]?.path ?? []);
  }
  return out;
}

/** A row as the Admin API shows it: seconds left instead of the moment of its end, deprecated fields beside their replacements. */
export function view(schema: EntitySchema, row: Stored, plugins: PluginSchemas): Row {
  const out: Row = { ...row };
  if (schema.ttl) out.ttl = typeof row.ttl === 'number' ? Math.floor(row.ttl - Date.now() / 1000) : null;
  for (const [name, field] of entries(schema.fields)) {
    if (field.transient) delete out[name];
  }
  if (schema.name === 'plugins') {
    const config = [...entries(plugins.schemaOf(schema, row).fields)].find(([name]) => name === 'config');
    if (config) out.config = withShorthands(config[1], row.config ?? null);
  }
  return out;
}
