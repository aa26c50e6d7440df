import type { KongAdminClient } from './client.ts';
import type { EntityKind, EntitySet } from './entities.ts';
import { ownershipTags } from './identity.ts';
import { entityKinds } from './kinds.ts';

/** Reads everything that is ours in a gateway, or one unit of it, all kinds at once. Works in both modes. */
export async function readActual(
  client: KongAdminClient,
  { gatewayId, unit, signal }: { gatewayId: string; unit?: string; signal?: AbortSignal },
): Promise<EntitySet> {
  const tags = ownershipTags(gatewayId, unit);
  const lists = await Promise.all(
    entityKinds.map(async (kind: EntityKind) => [kind, await client.list(kind, { tags, signal })] as const),
  );
  return Object.fromEntries(lists) as EntitySet;
}
