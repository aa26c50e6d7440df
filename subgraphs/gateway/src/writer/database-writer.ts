import { DomainError } from '@apim/kit/errors';
import {
  applyChanges,
  readActual,
  unitOf,
  type ApplyResult,
  type Entity,
  type KongAdminClient,
  type Plan,
} from 'kong-admin-client';
import { filterSet, idsOf, intersect, unite } from './entity-sets.ts';
import { firstFailure, gatewayError } from './gateway-error.ts';
import type { Lease } from './lease.ts';
import { planUnits, platformUnit } from './plan-units.ts';
import { announceUnits, loadUnits, recordFailed, recordGood, type UnitState } from './units.ts';
import type { GatewayRow, UnitWrite, WriteOutcome, WriterContext } from './write-outcome.ts';

/**
 * Writes units to a gateway in database mode: the platform's unit first, then plan, apply, read back, and the generation last. A unit
 * that Kong refuses fails alone. Throws DomainError when nothing could be written.
 */
export async function writeToDatabase(
  context: WriterContext,
  gateway: GatewayRow,
  units: readonly UnitWrite[],
  lease: Lease,
): Promise<WriteOutcome> {
  const writing = new DatabaseWriting(context, gateway, lease);
  try {
    await writing.ensurePlatform();
    await writing.write(units);
    return await writing.finish(units);
  } catch (error) {
    throw gatewayError(error, gateway.name);
  }
}

class DatabaseWriting {
  private writes = 0;
  private readonly failures = new Map<string, DomainError>();
  private readonly restored = new Map<string, boolean>();
  private readonly client: KongAdminClient;

  constructor(
    private readonly context: WriterContext,
    private readonly gateway: GatewayRow,
    private readonly lease: Lease,
  ) {
    this.client = context.connections.to(gateway.adminUrl);
  }

  /** Nothing of a tenant's is written while the platform's code is missing: authentication would be open. */
  async ensurePlatform(): Promise<void> {
    const plan = await this.plan([await platformUnit(this.context, this.gateway.id)]);
    const [conflict] = plan.conflicts;
    if (conflict) throw new DomainError('GATEWAY_REFUSED', conflict.message);
    const failure = firstFailure(await this.apply(plan), this.gateway.name);
    if (failure) throw failure;
  }

  async write(units: readonly UnitWrite[]): Promise<void> {
    const plan = await this.plan(units);
    for (const { id, message } of plan.conflicts)
      this.fail(unitOfId(units, id), new DomainError('GATEWAY_REFUSED', message));
    if (plan.changes.length > 0) {
      await announceUnits(this.context.database, this.gateway.id, units);
      const result = await this.apply(plan);
      for (const unitKey of failedUnits(result)) {
        const own = {
          ...result,
          outcomes: result.outcomes.filter(({ change }) => unitOf(change.entity) === unitKey),
        };
        this.fail(unitKey, firstFailure(own, this.gateway.name));
      }
      await this.readBack(units);
    }
    await this.restore(
      units.filter(({ unitKey, onRefusal }) => this.failures.has(unitKey) && onRefusal === 'restore'),
    );
  }

  async finish(units: readonly UnitWrite[]): Promise<WriteOutcome> {
    const { database } = this.context;
    const { id } = this.gateway;
    await recordGood(
      database,
      id,
      units.filter(({ unitKey }) => !this.failures.has(unitKey)),
    );
    for (const unit of units) {
      const failure = this.failures.get(unit.unitKey);
      if (!failure) continue;
      if (unit.onRefusal === 'keep') await recordGood(database, id, [await this.inPlace(unit)]);
      await recordFailed(database, id, unit, failure.message, { retry: unit.onRefusal === 'keep' });
    }
    if (this.writes > 0) {
      await database.gateway.update({ where: { id }, data: { generation: { increment: 1 } } });
      await this.ensurePlatform();
    }
    const { generation } = await database.gateway.findUniqueOrThrow({ where: { id } });
    const { writes, failures, restored } = this;
    return { writes, generation, failures, restored };
  }

  private plan(units: readonly Pick<UnitState, 'unitKey' | 'entities'>[]): Promise<Plan> {
    return planUnits(this.client, this.gateway.id, units, this.lease.signal);
  }

  private async apply({ changes }: Plan): Promise<ApplyResult> {
    if (changes.length > 0) await this.lease.assertHeld();
    const result = await applyChanges(this.client, changes, { signal: this.lease.signal });
    this.writes += result.writes;
    return result;
  }

  private async readBack(units: readonly UnitWrite[]): Promise<void> {
    const written = units.filter(({ unitKey }) => !this.failures.has(unitKey));
    const { changes } = await this.plan(written);
    for (const { entity, kind, name } of changes) {
      const problem = `Gateway ${this.gateway.name} holds another ${kind} ${name} than the one written.`;
      this.fail(unitOf(entity), new DomainError('DEPLOYMENT_FAILED', problem));
    }
  }

  /** Back to the last good state, so that a refused change leaves nothing half done. */
  private async restore(units: readonly UnitWrite[]): Promise<void> {
    if (units.length === 0) return;
    const keys = units.map(({ unitKey }) => unitKey);
    const good = await loadUnits(this.context.database, this.gateway.id, keys);
    for (const unitKey of keys) {
      const state = good.get(unitKey) ?? { unitKey, organizationId: null, entities: {} };
      const result = await this.plan([state])
        .then((plan) => this.apply(plan))
        .catch((error: unknown) =>
          this.context.logger.error({ err: error, unitKey }, 'a unit could not be restored'),
        );
      this.restored.set(unitKey, result?.complete === true);
    }
    const neverGood = [...good.values()].filter(
      ({ unitKey, entities }) => Object.keys(entities).length === 0 && this.restored.get(unitKey),
    );
    await recordGood(this.context.database, this.gateway.id, neverGood);
  }

  /** What a gateway has of a unit that it took in part: what was revoked is no longer among it. */
  private async inPlace(unit: UnitWrite): Promise<UnitState> {
    const { unitKey } = unit;
    const { client, gateway, context, lease } = this;
    const good = (await loadUnits(context.database, gateway.id, [unitKey])).get(unitKey);
    const actual = await readActual(client, { gatewayId: gateway.id, unit: unitKey, signal: lease.signal });
    const isWanted = idsOf(unit.entities);
    const left = filterSet(good?.entities ?? {}, ({ id }) => !isWanted.has(id));
    return { ...unit, entities: intersect(unite([unit.entities, left]), actual) };
  }

  private fail(unitKey: string | undefined, error: DomainError | undefined): void {
    if (unitKey === undefined || error === undefined || this.failures.has(unitKey)) return;
    this.failures.set(unitKey, error);
  }
}

function failedUnits({ outcomes }: ApplyResult): Set<string> {
  const failed = outcomes.filter(({ status }) => status !== 'applied');
  return new Set(failed.flatMap(({ change }) => unitOf(change.entity) ?? []));
}

function unitOfId(units: readonly UnitWrite[], id: string): string | undefined {
  const holds = (entities: object): boolean =>
    Object.values(entities).some((list) => (list as Entity[]).some((entity) => entity.id === id));
  return units.find(({ entities }) => holds(entities))?.unitKey;
}
