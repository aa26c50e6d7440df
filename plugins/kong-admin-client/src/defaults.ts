import type { KongAdminClient } from './client.ts';
import { compileComparison, type Compare } from './compare.ts';
import type { Entity, EntityByKind, EntityKind, EntitySet, Plugin } from './entities.ts';
import { KongAdminError } from './errors.ts';
import { fillDefaults } from './fill.ts';
import { entityKinds } from './kinds.ts';
import { mergePluginSchema, type EntitySchema } from './schema.ts';

/** Kong's schemas, ready to compare with: one gateway's, since versions and plugins differ. */
export interface Defaults {
  /** Paths of the fields in which the desired entity differs from the actual one; empty means no change. */
  differences<K extends EntityKind>(kind: K, desired: EntityByKind[K], actual: EntityByKind[K]): string[];
  /** The entity as Kong would store it. */
  fill<K extends EntityKind>(kind: K, entity: EntityByKind[K]): EntityByKind[K];
}

/** Reads what `/schemas` gave. A plugin without a schema is compared as it stands, and is Kong's to refuse. */
export function createDefaults(
  schemas: { readonly [K in EntityKind]: EntitySchema },
  plugins: Readonly<Record<string, EntitySchema>>,
): Defaults {
  const compiled = new Map<EntitySchema, Compare>();
  const ofPlugins = new Map(
    Object.entries(plugins).map(([name, schema]) => [name, mergePluginSchema(schemas.plugin, schema)]),
  );
  const schemaOf = (kind: EntityKind, entity: Entity) =>
    (kind === 'plugin' && ofPlugins.get((entity as Plugin).name)) || schemas[kind];
  return {
    differences(kind, desired, actual) {
      const schema = schemaOf(kind, desired);
      let compare = compiled.get(schema);
      if (!compare) compiled.set(schema, (compare = compileComparison(schema)));
      const changed: string[] = [];
      compare(normalised(kind, desired), actual, changed);
      return changed;
    },
    fill(kind, entity) {
      const { fields } = schemaOf(kind, entity);
      return fillDefaults({ type: 'record', fields }, normalised(kind, entity)) as typeof entity;
    },
  };
}

/** Reads a gateway's schemas: of every kind, and of each plugin that the desired entities use. */
export async function readDefaults(
  client: KongAdminClient,
  desired: EntitySet,
  options: { signal?: AbortSignal } = {},
): Promise<Defaults> {
  const names = new Set(desired.plugin?.map(({ name }) => name));
  const kindSchemas = Promise.all(
    entityKinds.map(async (kind) => [kind, await client.schema(kind, options)] as const),
  );
  const pluginSchemas = Promise.all(
    [...names].map(async (name) => {
      const schema = await client.pluginSchema(name, options).catch((error: unknown) => {
        if (error instanceof KongAdminError && error.kind === 'unsupported') return undefined;
        throw error;
      });
      return [name, schema] as const;
    }),
  );
  const [kindEntries, pluginEntries] = await Promise.all([kindSchemas, pluginSchemas]);
  return createDefaults(
    Object.fromEntries(kindEntries) as { [K in EntityKind]: EntitySchema },
    Object.fromEntries(
      pluginEntries.filter((entry): entry is [string, EntitySchema] => entry[1] !== undefined),
    ),
  );
}

/** Kong stores `host` of a target as `host:8000`. */
function normalised(kind: EntityKind, entity: Entity): unknown {
  if (kind !== 'target' || !('target' in entity) || /:\d+$/.test(entity.target)) return entity;
  return { ...entity, target: `${entity.target}:8000` };
}
