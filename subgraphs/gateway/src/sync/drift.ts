import type { Logger } from '@apim/kit/logger';
import { drift, readActual, readDefaults, unitOf, type DriftItem } from 'kong-admin-client';
import type { Database } from '../database.ts';
import { platformUnit } from '../writer/plan-units.ts';
import { unite } from '../writer/entity-sets.ts';
import type { GatewayWriter } from '../writer/gateway-writer.ts';
import { withLease, type Lease } from '../writer/lease.ts';
import { loadUnits } from '../writer/units.ts';
import type { GatewayRow, WriterContext } from '../writer/write-outcome.ts';
import type { ConsumerSync } from './consumer-sync.ts';

/** Compares every gateway wholly with the last good states: counts the units that differ, restores the platform's own. */
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
      const items = await this.#driftOf(gateway, lease);
      // Writing no unit restores the platform's, and posts to a DB-less gateway that has lost all.
      const { writes } = await this.writer.writeHolding(gateway, [], lease);
      if (writes > 0) {
        this.#logger.warn(
          { gateway: gateway.name, writes },
          'the platform’s own entities were missing, and were written',
        );
      }
      const units = new Set(items.map(({ desired, actual }) => unitOf(desired ?? actual ?? { id: '' })));
      const data = { driftedUnits: units.size, comparedAt: new Date() };
      await this.#database.gateway.update({ where: { id: gateway.id }, data });
    });
  }

  async #driftOf(gateway: GatewayRow, { signal }: Lease): Promise<DriftItem[]> {
    const gatewayId = gateway.id;
    const client = this.context.connections.to(gateway.adminUrl);
    const platform = await platformUnit(this.context, gatewayId);
    const states = (await loadUnits(this.#database, gatewayId)).set(platform.unitKey, platform);
    const desired = unite([...states.values()].map(({ entities }) => entities));
    const [actual, defaults] = await Promise.all([
      readActual(client, { gatewayId, signal }),
      readDefaults(client, desired, { signal }),
    ]);
    return drift({ gatewayId, desired, actual, defaults });
  }
}
