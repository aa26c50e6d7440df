import { pageOf } from '../store/page.ts';
import type { Row } from '../schema/field.ts';
import { ok, type AdminCall, type Methods } from './context.ts';

function list(call: AdminCall, wanted: string | undefined): Row {
  const data: Row[] = [];
  for (const table of call.gateway.store.tables()) {
    for (const [tag, ids] of table.tags()) {
      if (wanted !== undefined && tag !== wanted) continue;
      for (const id of ids) data.push({ entity_name: table.schema.name, tag, entity_id: id });
    }
  }
  const key = (row: Row): string => `${String(row.tag)}\u0000${String(row.entity_id)}`;
  data.sort((left, right) => (key(left) < key(right) ? -1 : 1));
  // Only the size is read of the page: tags have no primary key to continue from.
  pageOf(
    call.gateway.store.table('services'),
    new URLSearchParams({ size: call.query.get('size') ?? '100' }),
  );
  return { data, next: null };
}

/** `/tags` and `/tags/TAG`: which entity carries what. */
export function tags(segments: readonly string[]): Methods | undefined {
  if (segments[0] !== 'tags' || segments.length > 2) return undefined;
  return { GET: (call) => ok(list(call, segments[1])) };
}
