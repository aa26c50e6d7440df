import type { Change } from './change.ts';
import type { Entity, EntityKind } from './entities.ts';
import { parentId } from './kinds.ts';

/**
 * The order of a plan. Revocations come first. Then parents ahead of children, with one twist: what
 * guards a route (plugins of its service, then its own) is in place before the route is opened, and a
 * route is closed before its guards go. Grants follow what they grant. Global plugins come first and go last.
 */
export const layers = {
  revokeCredentials: 0,
  revokeConsumers: 1,
  /** Deletions whose unique name or scope something new takes over; in the order of deletions. */
  displaced: 2,
  globalPlugins: 10,
  upstreams: 11,
  services: 12,
  consumers: 12,
  targets: 13,
  servicePlugins: 14,
  newRoutes: 15,
  routePlugins: 16,
  openRoutes: 17,
  grants: 18,
  deletions: 20,
} as const;

/** Deletions, after `layers.deletions` or `layers.displaced`. */
const deletionSteps: { readonly [K in EntityKind]: number } = {
  route: 0,
  plugin: 1,
  target: 2,
  service: 3,
  upstream: 4,
  keyauth_credential: 0,
  jwt_secret: 0,
  acl: 0,
  consumer: 1,
};
const GLOBAL_PLUGIN_STEP = 5;
const deletionsThatRevoke: ReadonlySet<EntityKind> = new Set(['keyauth_credential', 'jwt_secret', 'acl']);

/** The layer of a creation or an update. */
export function layerOfWrite(change: Pick<Change, 'kind' | 'entity' | 'previous'>): number {
  const { kind, entity, previous } = change;
  switch (kind) {
    case 'upstream':
      return layers.upstreams;
    case 'target':
      return layers.targets;
    case 'service':
      return layers.services;
    case 'consumer':
      return layers.consumers;
    case 'route':
      return previous ? layers.openRoutes : layers.newRoutes;
    case 'plugin':
      return layerOfPlugin(entity);
    case 'keyauth_credential':
    case 'jwt_secret':
    case 'acl':
      // Writing over a key or a group takes the old one away.
      return previous && parentId(previous, 'consumer') === parentId(entity, 'consumer')
        ? layers.revokeCredentials
        : layers.grants;
  }
}

function layerOfPlugin(plugin: Entity): number {
  if (parentId(plugin, 'route')) return layers.routePlugins;
  return isGlobal(plugin) ? layers.globalPlugins : layers.servicePlugins;
}

/** The layer of a deletion; `displaced` ones are ahead of the writes that need their place. */
export function layerOfDeletion(kind: EntityKind, entity: Entity, displaced: boolean): number {
  if (deletionsThatRevoke.has(kind)) return layers.revokeCredentials;
  if (kind === 'consumer') return layers.revokeConsumers;
  const step = kind === 'plugin' && isGlobal(entity) ? GLOBAL_PLUGIN_STEP : deletionSteps[kind];
  return (displaced ? layers.displaced : layers.deletions) + step;
}

function isGlobal(plugin: Entity): boolean {
  return !parentId(plugin, 'service') && !parentId(plugin, 'route') && !parentId(plugin, 'consumer');
}
