import { applyDeclarative, type DeclarativeResult } from 'kong-admin-client';
import { DomainError } from '@apim/kit/errors';
import { PLATFORM_UNIT, platformEntities } from '../platform/platform-entities.ts';
import { intersect, unite, uniteAll } from './entity-sets.ts';
import { gatewayError } from './gateway-error.ts';
import type { Lease } from './lease.ts';
import { hashEntities, loadUnits, recordFailed, recordGood, type UnitState } from './units.ts';
import type { GatewayRow, UnitWrite, WriteOutcome, WriterContext } from './write-outcome.ts';

/**
 * Posts the whole of a DB-less gateway: the last good state of every unit, with the given ones in their new states. Kong takes all or
 * nothing, so a unit that it refuses is left at its last good state and the rest is posted again. Posts nothing when nothing changed.
 */
export async function writeDeclarative(
  context: WriterContext,
  gateway: GatewayRow,
  units: readonly UnitWrite[],
  lease: Lease,
): Promise<WriteOutcome> {
  const { database } = context;
  const good = await loadUnits(database, gateway.id);
  const failures = new Map<string, DomainError>();
  const candidates = new Map<string, UnitState>(units.map((unit) => [unit.unitKey, unit]));
  for (;;) {
    const result = await post(context, gateway, good, candidates, lease);
    if (result.status !== 'refused') {
      await record(context, gateway, units, candidates, failures);
      const { generation } = await database.gateway.findUniqueOrThrow({ where: { id: gateway.id } });
      const restored = new Map([...failures.keys()].map((unitKey) => [unitKey, true]));
      return { writes: result.posted ? 1 : 0, generation, failures, restored };
    }
    const blamed = result.failures.filter(({ unit }) => unit !== undefined && candidates.has(unit));
    const [failure] = result.failures;
    if (blamed.length === 0) {
      // What Kong names may be an older unit that a new one clashes with: halving finds the new one.
      if (units.length > 1) return writeHalves(context, gateway, units, lease);
      const [only] = candidates.keys();
      if (only === undefined) throw refusal(gateway, failure);
      leaveOut(only, refusal(gateway, failure));
    }
    for (const each of blamed) leaveOut(each.unit as string, refusal(gateway, each));
  }

  /** Revocations go through even where the unit's new parts don't. */
  function leaveOut(unitKey: string, error: DomainError): void {
    const unit = units.find((each) => each.unitKey === unitKey);
    const last = good.get(unitKey);
    const isFirst = !failures.has(unitKey);
    if (isFirst) failures.set(unitKey, error);
    if (isFirst && unit?.onRefusal === 'keep' && last) {
      candidates.set(unitKey, { ...last, entities: intersect(last.entities, unit.entities) });
    } else candidates.delete(unitKey);
  }
}

async function writeHalves(
  context: WriterContext,
  gateway: GatewayRow,
  units: readonly UnitWrite[],
  lease: Lease,
): Promise<WriteOutcome> {
  const middle = Math.ceil(units.length / 2);
  const first = await writeDeclarative(context, gateway, units.slice(0, middle), lease);
  const second = await writeDeclarative(context, gateway, units.slice(middle), lease);
  return {
    writes: first.writes + second.writes,
    generation: second.generation,
    failures: new Map([...first.failures, ...second.failures]),
    restored: new Map([...first.restored, ...second.restored]),
  };
}

async function post(
  { database, connections, accessLog }: WriterContext,
  gateway: GatewayRow,
  good: ReadonlyMap<string, UnitState>,
  candidates: ReadonlyMap<string, UnitState>,
  lease: Lease,
): Promise<DeclarativeResult> {
  const before = contentOf(good);
  const content = contentOf(new Map([...good, ...candidates]));
  const isChanged = hashEntities(content) !== hashEntities(before);
  await lease.assertHeld();
  const { generation, postedHash } = await database.gateway.update({
    where: { id: gateway.id },
    data: { generation: { increment: isChanged ? 1 : 0 } },
  });
  const desired = unite([platformEntities(gateway.id, generation, accessLog), content]);
  try {
    const result = await applyDeclarative(connections.to(gateway.adminUrl), {
      gatewayId: gateway.id,
      desired,
      previousHash: postedHash ?? undefined,
      signal: lease.signal,
    });
    if (result.status === 'applied') {
      await database.gateway.update({ where: { id: gateway.id }, data: { postedHash: result.hash } });
    }
    return result;
  } catch (error) {
    throw gatewayError(error, gateway.name);
  }
}

/** In the order of unit keys, so that the same units give the same content. */
const contentOf = (states: ReadonlyMap<string, UnitState>) =>
  uniteAll(
    [...states.values()]
      .filter(({ unitKey }) => unitKey !== PLATFORM_UNIT)
      .sort((left, right) => (left.unitKey < right.unitKey ? -1 : 1))
      .map(({ entities }) => entities),
  );

async function record(
  { database }: WriterContext,
  gateway: GatewayRow,
  units: readonly UnitWrite[],
  written: ReadonlyMap<string, UnitState>,
  failures: ReadonlyMap<string, DomainError>,
): Promise<void> {
  await recordGood(database, gateway.id, [...written.values()]);
  for (const unit of units) {
    const failure = failures.get(unit.unitKey);
    if (failure) {
      await recordFailed(database, gateway.id, unit, failure.message, { retry: unit.onRefusal === 'keep' });
    }
  }
}

function refusal(
  { name: gatewayName }: GatewayRow,
  failure: DeclarativeResult['failures'][number] | undefined,
): DomainError {
  const entity = failure?.kind && `${failure.kind} ${failure.name ?? failure.id}`;
  const field = failure?.field ? `${failure.field}: ` : '';
  const reason = failure?.message ?? 'no reason given';
  const text = `Gateway ${gatewayName} refused${entity ? ` the ${entity}` : ''}: ${field}${reason}.`;
  return new DomainError('GATEWAY_REFUSED', text, {
    details: { entity, fields: failure?.field ? { [failure.field]: reason } : undefined },
  });
}
