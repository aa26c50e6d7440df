import { createHash } from 'node:crypto';
import { canonicalJson, type EntitySet } from 'kong-admin-client';
import { pack, unpack } from '../compressed.ts';
import type { Database } from '../database.ts';

/** What one unit of a gateway must be; without entities it is to be removed. */
export interface UnitState {
  unitKey: string;
  organizationId: string | null;
  entities: EntitySet;
}

export const isEmpty = (entities: EntitySet): boolean =>
  Object.values(entities).every((list) => list.length === 0);

export const hashEntities = (entities: EntitySet): string =>
  createHash('sha256').update(canonicalJson(entities)).digest('hex');

/** The last good states of a gateway's units: of those named, or of all. */
export async function loadUnits(
  database: Database,
  gatewayId: string,
  unitKeys?: readonly string[],
): Promise<Map<string, UnitState>> {
  const rows = await database.gatewayUnit.findMany({
    where: { gatewayId, ...(unitKeys && { unitKey: { in: [...unitKeys] } }) },
  });
  const states = await Promise.all(
    rows.map(async ({ unitKey, organizationId, entities }) => ({
      unitKey,
      organizationId,
      entities: await unpackEntities(entities),
    })),
  );
  return new Map(states.map((state) => [state.unitKey, state]));
}

export const unpackEntities = async (blob: Uint8Array): Promise<EntitySet> =>
  JSON.parse(await unpack(blob)) as EntitySet;

/** Notes, ahead of the first write, that a gateway may hold something of the units: whoever deletes an API must see it. */
export async function announceUnits(
  database: Database,
  gatewayId: string,
  units: readonly UnitState[],
): Promise<void> {
  const entities = await pack('{}');
  const data = units
    .filter((unit) => !isEmpty(unit.entities))
    .map(({ unitKey, organizationId }) => ({
      gatewayId,
      unitKey,
      organizationId,
      entities,
      hash: '',
      status: 'PENDING',
      updatedAt: new Date(),
    }));
  await database.gatewayUnit.createMany({ data, skipDuplicates: true });
}

/** Records that a gateway holds exactly these units now; one without entities is forgotten. */
export async function recordGood(
  database: Database,
  gatewayId: string,
  units: readonly UnitState[],
): Promise<void> {
  const gone = units.filter(({ entities }) => isEmpty(entities)).map(({ unitKey }) => unitKey);
  await database.gatewayUnit.deleteMany({ where: { gatewayId, unitKey: { in: gone } } });
  for (const { unitKey, organizationId, entities } of units) {
    if (isEmpty(entities)) continue;
    const data = {
      organizationId,
      entities: await pack(JSON.stringify(entities)),
      hash: hashEntities(entities),
      wanted: null,
      status: 'SYNCED',
      error: null,
      updatedAt: new Date(),
    };
    await database.gatewayUnit.upsert({
      where: { gatewayId_unitKey: { gatewayId, unitKey } },
      create: { gatewayId, unitKey, ...data },
      update: data,
    });
  }
}

/** Records that a gateway refused a unit; `wanted` is what to try again later. */
export async function recordFailed(
  database: Database,
  gatewayId: string,
  unit: UnitState,
  error: string,
  { retry }: { retry: boolean },
): Promise<void> {
  await database.gatewayUnit.updateMany({
    where: { gatewayId, unitKey: unit.unitKey },
    data: {
      status: 'FAILED',
      error: error.slice(0, 10_000),
      wanted: retry ? await pack(JSON.stringify(unit.entities)) : null,
      updatedAt: new Date(),
    },
  });
}
