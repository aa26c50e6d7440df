import type { Change, Route } from 'kong-admin-client';

/**
 * What a change is about, in words of the API's document: `GET /orders/{id}` for a route, `acl on GET /orders/{id}` for a route's plugin.
 * A route whose operation is no longer in the document is told by the method and path that it serves.
 */
export function plannedName(
  { kind, name, entity }: Pick<Change, 'kind' | 'name' | 'entity'>,
  operations: readonly { id: string; key: string }[],
): string {
  const tags = new Set(entity.tags);
  const operation = operations.find(({ id }) => tags.has(`operation:${id}`));
  if (kind === 'route') return operation?.key ?? servedBy(entity as Route) ?? name;
  return operation ? `${name} on ${operation.key}` : name;
}

function servedBy({ methods, paths }: Route): string | undefined {
  const [path] = paths ?? [];
  return path && [...(methods ?? []), path].join(' ');
}
