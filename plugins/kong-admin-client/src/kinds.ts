import type { EntityByKind, EntityKind, Entity } from './entities.ts';

/**
 * One kind: its Admin API collection (also its schema's name and its key in a declarative file), its
 * parents by field, what Kong deletes along with it, and the values that Kong keeps unique.
 */
export interface KindDefinition<K extends EntityKind = EntityKind> {
  kind: K;
  /** Path of the flat collection; an entity is at `<path>/<id>`. Kong refuses the one of targets. */
  path: string;
  /** The parent's field and the list below it in which entities of this kind are read and written one by one. */
  below?: { parent: 'upstream' | 'consumer'; list: string };
  /** The key in `/config` and in `/schemas/<key>`. */
  collection: string;
  /** Field name → kind of the parent. A missing parent makes Kong refuse the entity. */
  parents: Readonly<Record<string, EntityKind>>;
  /** Lists below `<path>/<id>/` that Kong deletes with the entity, ours or not (`on_delete: cascade`). */
  cascades: readonly string[];
  /** Each inner list is one unique constraint; a constraint with only nulls binds nothing. */
  unique: readonly (readonly string[])[];
  /** What to call the entity in plans and messages; never a secret. */
  nameOf(entity: EntityByKind[K]): string;
}

/**
 * The kinds, parents ahead of children:
 *
 * ```
 * upstream ◄── target
 *
 * service ◄─── route        (Kong refuses to delete a service that has routes)
 *    ▲           ▲
 *    └─ plugin ──┘          (a plugin may have any of three parents, or none: global)
 *         │
 *         ▼
 *      consumer ◄── keyauth_credential
 *               ◄── jwt_secret
 *               ◄── acl
 * ```
 *
 * All but service ◄── route cascade on delete. Foreign keys, uniqueness and paths: Kong 3.9.3's
 * `/schemas/*` and `/endpoints`.
 */
export const kinds: { readonly [K in EntityKind]: KindDefinition<K> } = {
  upstream: {
    kind: 'upstream',
    path: '/upstreams',
    collection: 'upstreams',
    parents: {},
    cascades: ['targets'],
    unique: [['name']],
    nameOf: (upstream) => upstream.name,
  },
  target: {
    kind: 'target',
    path: '/targets',
    below: { parent: 'upstream', list: 'targets' },
    collection: 'targets',
    parents: { upstream: 'upstream' },
    cascades: [],
    unique: [['upstream', 'target']],
    nameOf: (target) => target.target,
  },
  service: {
    kind: 'service',
    path: '/services',
    collection: 'services',
    parents: {},
    cascades: ['plugins'],
    unique: [['name']],
    nameOf: (service) => service.name ?? service.id,
  },
  route: {
    kind: 'route',
    path: '/routes',
    collection: 'routes',
    parents: { service: 'service' },
    cascades: ['plugins'],
    unique: [['name']],
    nameOf: (route) => route.name ?? route.id,
  },
  consumer: {
    kind: 'consumer',
    path: '/consumers',
    collection: 'consumers',
    parents: {},
    cascades: ['plugins', 'key-auth', 'acls', 'basic-auth', 'hmac-auth', 'jwt', 'oauth2'],
    unique: [['username'], ['custom_id']],
    nameOf: (consumer) => consumer.username ?? consumer.custom_id ?? consumer.id,
  },
  keyauth_credential: {
    kind: 'keyauth_credential',
    path: '/key-auths',
    below: { parent: 'consumer', list: 'key-auth' },
    collection: 'keyauth_credentials',
    parents: { consumer: 'consumer' },
    cascades: [],
    unique: [['key']],
    nameOf: (credential) => credential.id,
  },
  jwt_secret: {
    kind: 'jwt_secret',
    path: '/jwts',
    below: { parent: 'consumer', list: 'jwt' },
    collection: 'jwt_secrets',
    parents: { consumer: 'consumer' },
    cascades: [],
    unique: [['key']],
    nameOf: (secret) => secret.key ?? secret.id,
  },
  acl: {
    kind: 'acl',
    path: '/acls',
    below: { parent: 'consumer', list: 'acls' },
    collection: 'acls',
    parents: { consumer: 'consumer' },
    cascades: [],
    unique: [['consumer', 'group']],
    nameOf: (acl) => acl.group,
  },
  plugin: {
    kind: 'plugin',
    path: '/plugins',
    collection: 'plugins',
    parents: { service: 'service', route: 'route', consumer: 'consumer' },
    cascades: [],
    unique: [['name', 'service', 'route', 'consumer'], ['instance_name']],
    nameOf: (plugin) => plugin.name,
  },
};

/** Every kind, parents ahead of children. */
export const entityKinds = Object.keys(kinds) as readonly EntityKind[];

/** The name to show for an entity of a kind known only at run time. */
export function entityName(kind: EntityKind, entity: Entity): string {
  return (kinds[kind] as KindDefinition).nameOf(entity);
}

/** The value of a field that may be absent from this kind. */
export function fieldOf(entity: Entity, field: string): unknown {
  return (entity as unknown as Record<string, unknown>)[field];
}

/** The id behind a foreign field, or undefined where the entity has no such parent. */
export function parentId(entity: Entity, field: string): string | undefined {
  const value = fieldOf(entity, field);
  return value !== null && typeof value === 'object' && 'id' in value ? String(value.id) : undefined;
}

/** The ids of all parents that an entity names. */
export function parentIds(kind: EntityKind, entity: Entity): string[] {
  return Object.keys(kinds[kind].parents).flatMap((field) => parentId(entity, field) ?? []);
}
