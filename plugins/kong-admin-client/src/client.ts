import type { Entity, EntityByKind, EntityKind, Reference } from './entities.ts';
import { KongAdminError, type EntityRef } from './errors.ts';
import { entityName, kinds } from './kinds.ts';
import type { EntitySchema } from './schema.ts';
import { createTransport, type TransportOptions } from './transport.ts';

/** What a gateway says about itself. */
export interface GatewayInfo {
  version: string;
  nodeId: string | null;
  mode: 'DATABASE' | 'DBLESS';
  /** Names of the plugins that can be configured. */
  plugins: string[];
}

/** The gateway's own health. */
export interface GatewayStatus {
  /** In DB-less mode alone; all zeros until a first configuration came. */
  configurationHash: string | null;
  /** In database mode alone. */
  databaseReachable: boolean | null;
}

/** A declarative configuration: `_format_version` and lists by collection. */
export type Declarative = { _format_version: '3.0' } & Record<string, unknown>;

interface Call {
  signal?: AbortSignal;
}

/** A typed Admin API. All methods throw KongAdminError. */
export interface KongAdminClient {
  info(call?: Call): Promise<GatewayInfo>;
  status(call?: Call): Promise<GatewayStatus>;
  /** Kong's schema of a kind. */
  schema(kind: EntityKind, call?: Call): Promise<EntitySchema>;
  /** Kong's schema of a plugin; `unsupported` where the gateway has no such plugin. */
  pluginSchema(name: string, call?: Call): Promise<EntitySchema>;
  /**
   * All entities of a kind that carry all these tags, page by page behind the scenes. Targets are those
   * below upstreams that carry the tags too, since Kong lists them nowhere else.
   */
  list<K extends EntityKind>(
    kind: K,
    options?: { tags?: readonly string[] } & Call,
  ): Promise<EntityByKind[K][]>;
  /** One entity by id, or undefined. A target needs its upstream, and a consumer's entity is looked for below it. */
  get<K extends EntityKind>(kind: K, where: Located, call?: Call): Promise<EntityByKind[K] | undefined>;
  /** Inserts, and never overwrites: a taken id is a `conflict`, after a lost answer also one's own. */
  create<K extends EntityKind>(kind: K, entity: EntityByKind[K], call?: Call): Promise<EntityByKind[K]>;
  /** Writes the whole entity by its id: fields left out go back to Kong's defaults. */
  put<K extends EntityKind>(kind: K, entity: EntityByKind[K], call?: Call): Promise<EntityByKind[K]>;
  /** Deletes by id; what is gone already is no error. */
  delete(kind: EntityKind, where: Located, call?: Call): Promise<void>;
  /** Entities in a list below an entity, as the plugins of a service; an absent list is empty. */
  listBelow(kind: EntityKind, id: string, list: string, call?: Call): Promise<Entity[]>;
  /** Replaces the whole configuration; DB-less mode alone, else `unsupported`. */
  postConfig(
    declarative: Declarative,
    options?: { checkHash?: boolean; flatten?: boolean } & Call,
  ): Promise<void>;
  close(): Promise<void>;
}

/** Where an entity is: its id, and the parent that it is below. */
export interface Located {
  id: string;
  consumer?: Reference | null;
  upstream?: Reference | null;
}

const PAGE_SIZE = 1000;

/** Makes a client; nothing is sent until the first call. */
export function createKongAdminClient(options: TransportOptions): KongAdminClient {
  const { send, close } = createTransport(options);

  async function listPath(
    path: string,
    tags: readonly string[] | undefined,
    signal?: AbortSignal,
  ): Promise<Entity[]> {
    const all: Entity[] = [];
    const query = { size: PAGE_SIZE, tags: tags?.length ? tags.join(',') : undefined };
    let offset: string | undefined;
    do {
      const page = (await send({ method: 'GET', path, query: { ...query, offset }, signal })) as Page;
      // An empty list comes from Lua as {} where Kong forgot to mark it.
      if (Array.isArray(page.data)) for (const entity of page.data) all.push(entity);
      if (page.offset && page.offset === offset)
        throw new KongAdminError('unexpected', `GET ${path} gave the same page twice.`);
      offset = page.offset ?? undefined;
    } while (offset);
    return all;
  }

  async function listTargets(tags: readonly string[] | undefined, signal?: AbortSignal): Promise<Entity[]> {
    const upstreams = await listPath(kinds.upstream.path, tags, signal);
    const lists = await Promise.all(
      upstreams.map(async ({ id }) => {
        const path = `${entityPath('upstream', { id })}/targets/all`;
        // An upstream may be deleted between the two readings.
        return (await listPath(path, undefined, signal).catch(absent)) ?? [];
      }),
    );
    // Below a parent Kong knows no filter by tags.
    return lists.flat().filter((target) => (tags ?? []).every((tag) => target.tags?.includes(tag)));
  }

  return {
    async info({ signal } = {}) {
      const root = (await send({ method: 'GET', path: '/', signal })) as Root | undefined;
      if (typeof root?.version !== 'string')
        throw new KongAdminError('unexpected', 'The answer of / has no version; is this an Admin API?');
      return {
        version: root.version,
        nodeId: root.node_id ?? null,
        mode: root.configuration?.database === 'off' ? 'DBLESS' : 'DATABASE',
        plugins: Object.keys(root.plugins?.available_on_server ?? {}).sort(),
      };
    },
    async status({ signal } = {}) {
      const status = (await send({ method: 'GET', path: '/status', signal })) as Status | undefined;
      return {
        configurationHash: status?.configuration_hash ?? null,
        databaseReachable: status?.database?.reachable ?? null,
      };
    },
    async schema(kind, { signal } = {}) {
      return (await send({
        method: 'GET',
        path: `/schemas/${kinds[kind].collection}`,
        signal,
      })) as EntitySchema;
    },
    async pluginSchema(name, { signal } = {}) {
      const path = `/schemas/plugins/${encodeURIComponent(name)}`;
      return (await send({ method: 'GET', path, signal }).catch((error: KongAdminError) => {
        if (error.kind !== 'not-found') throw error;
        throw new KongAdminError('unsupported', `This gateway has no plugin "${name}".`, {
          status: 404,
          cause: error,
        });
      })) as EntitySchema;
    },
    async list(kind, { tags, signal } = {}) {
      const list = kind === 'target' ? listTargets(tags, signal) : listPath(kinds[kind].path, tags, signal);
      return (await list) as EntityByKind[typeof kind][];
    },
    async get(kind, where, { signal } = {}) {
      const path = entityPath(kind, where);
      const found = await send({ method: 'GET', path, entity: { kind, id: where.id }, signal }).catch(absent);
      return found as EntityByKind[typeof kind] | undefined;
    },
    async create(kind, entity, { signal } = {}) {
      const path = collectionPath(kind, entity);
      return (await send({
        method: 'POST',
        path,
        body: entity,
        entity: refOf(kind, entity),
        signal,
      })) as typeof entity;
    },
    async put(kind, entity, { signal } = {}) {
      const path = entityPath(kind, entity);
      const body = kind === 'target' ? { ...targetDefaults, ...entity } : entity;
      return (await send({
        method: 'PUT',
        path,
        body,
        entity: refOf(kind, entity),
        signal,
      })) as typeof entity;
    },
    async delete(kind, where, { signal } = {}) {
      const path = entityPath(kind, where);
      await send({ method: 'DELETE', path, entity: { kind, id: where.id }, signal }).catch(absent);
    },
    async listBelow(kind, id, list, { signal } = {}) {
      const path = `${entityPath(kind, { id })}/${list}`;
      return (await listPath(path, undefined, signal).catch(absent)) ?? [];
    },
    async postConfig(declarative, { checkHash, flatten = true, signal } = {}) {
      const query = { check_hash: checkHash ? 1 : undefined, flatten_errors: flatten ? 1 : undefined };
      await send({ method: 'POST', path: '/config', query, body: declarative, signal });
    },
    close,
  };
}

interface Page {
  data?: Entity[];
  offset?: string | null;
}
interface Root {
  version?: unknown;
  node_id?: string;
  configuration?: { database?: string };
  plugins?: { available_on_server?: Record<string, unknown> };
}
interface Status {
  configuration_hash?: string;
  database?: { reachable?: boolean };
}

function absent(error: KongAdminError): undefined {
  if (error.kind !== 'not-found') throw error;
}

function refOf(kind: EntityKind, entity: Entity): EntityRef {
  return { kind, id: entity.id, name: entityName(kind, entity) };
}

/** PUT of a target changes what it is given and leaves the rest (Kong 3.9), so the rest is given too. */
const targetDefaults = { weight: 100, tags: null };

function collectionPath(kind: EntityKind, where: Located): string {
  const { path, below } = kinds[kind];
  const parent = below && where[below.parent];
  return parent ? `${entityPath(below.parent, parent)}/${below.list}` : path;
}

function entityPath(kind: EntityKind, where: Located): string {
  return `${collectionPath(kind, where)}/${encodeURIComponent(where.id)}`;
}
