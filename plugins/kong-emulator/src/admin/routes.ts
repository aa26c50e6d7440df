import type { Gateway } from '../gateway.ts';
import { entitySchemas } from '../schema/entities.ts';
import { notFound } from '../store/kong-error.ts';
import type { Stored, Table } from '../store/table.ts';
import { collection, member } from './collection.ts';
import type { Methods } from './context.ts';
import { declarative } from './declarative-endpoint.ts';
import { information } from './information.ts';
import { metrics } from './metrics.ts';
import { proxyCache } from './proxy-cache.ts';
import { schemas } from './schemas.ts';
import { tags } from './tags.ts';
import { upstreamExtras } from './upstreams.ts';

const shown = entitySchemas.filter(({ isInternal }) => !isInternal);
const byPath = new Map(shown.map((schema) => [schema.adminName ?? schema.name, schema.name]));

/** The table of children that a segment under a parent names, and the field by which they refer to it. */
function childTable(
  gateway: Gateway,
  parent: string,
  segment: string,
): { table: Table; field: string } | undefined {
  for (const schema of shown) {
    if ((schema.nestedName ?? schema.adminName ?? schema.name) !== segment) continue;
    const table = gateway.store.table(schema.name);
    const field = table.foreignFields.find(({ reference }) => reference === parent);
    if (field) return { table, field: field.name };
  }
  return undefined;
}

function nested(gateway: Gateway, table: Table, segments: readonly string[]): Methods | undefined {
  const [, key = '', segment = '', childKey, ...more] = segments;
  if (more.length > 0) return undefined;
  const foreign = table.foreignFields.find(({ name }) => name === segment);
  const child = childTable(gateway, table.schema.name, segment);
  if (!foreign && !child) return undefined;
  const parent = gateway.entities.find(table, key);
  if (!parent) throw notFound();
  if (child) {
    const scope = { field: child.field, parent };
    return childKey === undefined ? collection(child.table, scope) : member(child.table, childKey, scope);
  }
  if (!foreign || childKey !== undefined) return undefined;
  const target = parent[foreign.name] as Stored | null;
  if (!target) throw notFound();
  return member(gateway.store.table(foreign.reference), target.id);
}

/** What a path of the Admin API can do; undefined for a path that Kong (or this emulator) does not have. */
export function resolve(gateway: Gateway, segments: readonly string[]): Methods | undefined {
  const special =
    information(segments) ??
    proxyCache(segments) ??
    metrics(segments) ??
    schemas(segments) ??
    tags(segments) ??
    declarative(segments) ??
    upstreamExtras(gateway, segments);
  if (special) return special;
  const name = byPath.get(segments[0] ?? '');
  if (name === undefined) return undefined;
  const table = gateway.store.table(name);
  if (segments.length === 1) return collection(table);
  if (segments.length === 2) return member(table, segments[1] ?? '');
  return nested(gateway, table, segments);
}
