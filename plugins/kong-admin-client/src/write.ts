import type { KongAdminClient } from './client.ts';
import type { Entity, EntityKind } from './entities.ts';
import { KongAdminError } from './errors.ts';
import { gatewayOf, isOwned } from './identity.ts';
import { entityName, kinds } from './kinds.ts';
import type { Operation } from './operations.ts';
import { foreignMessage } from './plan.ts';

/** Sends one operation; doing it again does no harm. Throws KongAdminError. */
export async function perform(
  client: KongAdminClient,
  operation: Operation,
  signal?: AbortSignal,
): Promise<void> {
  const { change, verb, entity } = operation;
  if (verb === 'create') await insert(client, change.kind, entity, signal);
  else if (verb === 'put') await client.put(change.kind, entity as never, { signal });
  else await remove(client, change.kind, entity, signal);
}

/** Inserts; where the id is taken, writes over what is ours (an answer was lost, or a run broke off) and leaves the rest. */
async function insert(
  client: KongAdminClient,
  kind: EntityKind,
  entity: Entity,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await client.create(kind, entity as never, { signal });
  } catch (error) {
    if (!(error instanceof KongAdminError) || error.kind !== 'conflict') throw error;
    const found = await client.get(kind, entity, { signal });
    if (!found) throw error;
    refuseForeign(kind, entity, found);
    await client.put(kind, entity as never, { signal });
  }
}

/** Deletes, unless Kong would take along something that is not ours. */
async function remove(
  client: KongAdminClient,
  kind: EntityKind,
  entity: Entity,
  signal?: AbortSignal,
): Promise<void> {
  const gatewayId = gatewayOf(entity) ?? '';
  const lists = await Promise.all(
    kinds[kind].cascades.map((list) => client.listBelow(kind, entity.id, list, { signal })),
  );
  const foreign = lists.flat().find((child) => !isOwned(child, gatewayId));
  if (foreign)
    throw new KongAdminError(
      'conflict',
      `Deleting ${kind} ${entityName(kind, entity)} would delete ${foreign.id} below it, which is not ours; move or delete that first.`,
      { entity: { kind, id: entity.id, name: entityName(kind, entity) } },
    );
  await client.delete(kind, entity, { signal });
}

function refuseForeign(kind: EntityKind, entity: Entity, found: Entity): void {
  if (isOwned(found, gatewayOf(entity) ?? '')) return;
  const ref = { kind, id: entity.id, name: entityName(kind, entity) };
  throw new KongAdminError('conflict', foreignMessage(kind, entity.id), { entity: ref });
}
