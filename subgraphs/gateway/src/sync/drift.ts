import type { Logger } from '@apim/kit/logger';
import { drift, readActual, readDefaults, unitOf, type DriftItem } from 'kong-admin-client';
import type { Database } from '../database.ts';
import { platformUnit } from '../writer/plan-units.ts';
import { unitsIn, uniteAll, withoutOrphans } from '../writer/entity-sets.ts';
import type { GatewayWriter } from '../writer/gateway-writer.ts';
import { withLease, type Lease } from '../writer/lease.ts';
import { isEmpty, loadUnits, type UnitState } from '../writer/units.ts';
import type { GatewayRow, WriterContext } from '../writer/write-outcome.ts';
import type { ConsumerSync } from './consumer-sync.ts';

/** What a comparison of a gateway found. */
interface Found {
  items: DriftItem[];
  /** Units of which the gateway holds nothing any more: it is another one, or its data is lost. */
  lost: UnitState[];
}

/**
 * Compares every gateway wholly with the last good states: counts the units that differ, restores the platform's own, and gives
 * back units that are gone wholly, however much else was written since.
 */
export class DriftWatch {
  readonly #database: Database;
  readonly #logger: Logger;

  constructor(
    private readonly context: WriterContext,
    private readonly writer: GatewayWriter,
    private readonly consumers: ConsumerSync,
  ) {
    this.#database = context.database;
    this.#logger = context.logger;
  }

  async run(): Promise<void> {
    const gateways = await this.#database.gateway.findMany();
    await Promise.all(
      gateways.map((gateway) =>
        this.#compare(gateway)
          .then(() => this.consumers.retryRefused(gateway))
          .catch((error: unknown) =>
            this.#logger.warn({ err: error, gateway: gateway.name }, 'a gateway could not be compared'),
          ),
      ),
    );
  }

  #compare(gateway: GatewayRow): Promise<void> {
    return withLease(this.#database, gateway, async (lease) => {
      const found = await this.#driftOf(gateway, lease);
      const lost = gateway.mode === 'DATABASE' ? found.lost : [];
      // Writing no unit restores the platform's, and posts to a DB-less gateway that has lost all.
      const { writes } = await this.writer.writeHolding(
        gateway,
        lost.map((unit) => ({ ...unit, onRefusal: 'keep' })),
        lease,
      );
      if (writes > 0) {
        this.#logger.warn(
          { gateway: gateway.name, writes, units: lost.length },
          'what was missing of the platform’s own, and units that the gateway had lost, were written',
        );
      }
      const drifted = new Set(
        found.items.map(({ desired, actual }) => unitOf(desired ?? actual ?? { id: '' })),
      );
      for (const { unitKey } of lost) drifted.delete(unitKey);
      const data = { driftedUnits: drifted.size, comparedAt: new Date() };
      await this.#database.gateway.update({ where: { id: gateway.id }, data });
    });
  }

  async #driftOf(gateway: GatewayRow, { signal }: Lease): Promise<Found> {
    const gatewayId = gateway.id;
    const client = this.context.connections.to(gateway.adminUrl);
    const platform = await platformUnit(this.context, gatewayId);
    const states = await loadUnits(this.#database, gatewayId);
    const units = [...states.values()].filter(({ unitKey }) => unitKey !== platform.unitKey);
    const desired = uniteAll([platform, ...units].map(({ entities }) => entities));
    const [actual, defaults] = await Promise.all([
      readActual(client, { gatewayId, signal }),
      readDefaults(client, desired, { signal }),
    ]);
    const present = unitsIn(actual);
    const lost = units
      .map((unit) => ({ ...unit, entities: withoutOrphans(unit.entities, desired) }))
      .filter(({ unitKey, entities }) => !isEmpty(entities) && !present.has(unitKey));
    return { items: drift({ gatewayId, desired, actual, defaults }), lost };
  }
}
