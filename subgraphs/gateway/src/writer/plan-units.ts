import {
  planChanges,
  planDeclarative,
  readActual,
  readDefaults,
  unitOf,
  type Change,
  type KongAdminClient,
  type Plan,
} from 'kong-admin-client';
import { PLATFORM_UNIT, platformEntities } from '../platform/platform-entities.ts';
import { ofUnits, unite, uniteAll } from './entity-sets.ts';
import { loadUnits, type UnitState } from './units.ts';
import type { GatewayRow, WriterContext } from './write-outcome.ts';

/** The changes that bring some units of a gateway in database mode to their states; other units are left alone. */
export async function planUnits(
  client: KongAdminClient,
  gatewayId: string,
  units: readonly Pick<UnitState, 'unitKey' | 'entities'>[],
  signal?: AbortSignal,
): Promise<Plan> {
  if (units.length === 0) return { changes: [], conflicts: [] };
  const desired = unite(units.map(({ entities }) => entities));
  const unit = units.length === 1 ? units[0]?.unitKey : undefined;
  const [actual, defaults] = await Promise.all([
    readActual(client, { gatewayId, unit, signal }),
    readDefaults(client, desired, { signal }),
  ]);
  const keys = new Set(units.map(({ unitKey }) => unitKey));
  return planChanges({ gatewayId, desired, actual: ofUnits(actual, keys), defaults });
}

/** The platform's own unit as it must be now. */
export async function platformUnit(context: WriterContext, gatewayId: string): Promise<UnitState> {
  const { generation } = await context.database.gateway.findUniqueOrThrow({ where: { id: gatewayId } });
  const entities = platformEntities(gatewayId, generation, context.accessLog);
  return { unitKey: PLATFORM_UNIT, organizationId: null, entities };
}

/** What writing a unit would change now, the platform's unit included where it is incomplete. Writes nothing. */
export async function previewUnit(
  context: WriterContext,
  gateway: GatewayRow,
  unit: UnitState,
): Promise<Change[]> {
  const client = context.connections.to(gateway.adminUrl);
  const platform = await platformUnit(context, gateway.id);
  if (gateway.mode === 'DATABASE') return (await planUnits(client, gateway.id, [platform, unit])).changes;
  const states = await loadUnits(context.database, gateway.id);
  const desired = uniteAll(
    [...states.set(unit.unitKey, unit).set(PLATFORM_UNIT, platform).values()].map(({ entities }) => entities),
  );
  const { changes } = await planDeclarative(client, { gatewayId: gateway.id, desired });
  return changes.filter(({ entity }) => [unit.unitKey, PLATFORM_UNIT].includes(unitOf(entity) ?? ''));
}
