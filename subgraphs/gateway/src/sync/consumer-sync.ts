import type { Logger } from '@apim/kit/logger';
import type { ManagerClient } from '@apim/kit/manager-client';
import {
  applicationEntities,
  applicationUnit,
  type GatewayConsumer,
} from '../bundle/application-entities.ts';
import type { Database } from '../database.ts';
import type { GatewayWriter } from '../writer/gateway-writer.ts';
import { unpackEntities } from '../writer/units.ts';
import type { GatewayRow, UnitWrite, WriteOutcome } from '../writer/write-outcome.ts';

const PAGE = 200;

/** The portal manager’s internal query. */
export const CONSUMERS = `query GatewayConsumers($afterSequence: Int!, $first: Int!) {
  gatewayConsumers(afterSequence: $afterSequence, first: $first) {
    lastSequence
    units { applicationId organizationId deleted groups keyDigests { credentialId digest } }
  }
}`;

interface Changes {
  units: GatewayConsumer[];
  lastSequence: number;
}

/** Brings applications, their groups and keys from the portal manager to every gateway. */
export class ConsumerSync {
  constructor(
    private readonly database: Database,
    private readonly managers: ManagerClient,
    private readonly writer: GatewayWriter,
    private readonly logger: Logger,
  ) {}

  /** Catches every gateway up. One that is down keeps its cursor, and holds up no other. */
  async run(): Promise<void> {
    const gateways = await this.database.gateway.findMany();
    const outcomes = await Promise.allSettled(gateways.map((gateway) => this.#catchUp(gateway)));
    outcomes.forEach((outcome, index) => {
      if (outcome.status === 'fulfilled') return;
      const gateway = gateways[index]?.name;
      this.logger.warn({ err: outcome.reason, gateway }, 'consumers could not be written; it is tried again');
    });
  }

  /** Tries again what a gateway refused before. */
  async retryRefused(gateway: GatewayRow): Promise<void> {
    const rows = await this.database.gatewayUnit.findMany({
      where: { gatewayId: gateway.id, status: 'FAILED', wanted: { not: null } },
      take: PAGE,
    });
    if (rows.length === 0) return;
    const units = await Promise.all(
      rows.map(async ({ unitKey, organizationId, wanted }): Promise<UnitWrite> => {
        const entities = await unpackEntities(wanted as Uint8Array);
        return { unitKey, organizationId, entities, onRefusal: 'keep' };
      }),
    );
    this.#report(gateway, await this.writer.write(gateway, units));
  }

  async #catchUp(gateway: GatewayRow & { consumerCursor: number }): Promise<void> {
    let { consumerCursor: cursor } = gateway;
    for (;;) {
      const { units, lastSequence } = await this.#changesAfter(cursor);
      if (units.length === 0) return;
      const writes = units.map((consumer): UnitWrite => {
        const { applicationId, organizationId } = consumer;
        const entities = applicationEntities(gateway.id, consumer);
        return { unitKey: applicationUnit(applicationId), organizationId, entities, onRefusal: 'keep' };
      });
      this.#report(gateway, await this.writer.write(gateway, writes));
      cursor = lastSequence;
      await this.database.gateway.update({ where: { id: gateway.id }, data: { consumerCursor: cursor } });
    }
  }

  async #changesAfter(afterSequence: number): Promise<Changes> {
    const variables = { afterSequence, first: PAGE };
    return (await this.managers.query<{ gatewayConsumers: Changes }>('portal', CONSUMERS, variables))
      .gatewayConsumers;
  }

  /** A refusal is the unit's own trouble; a gateway that stopped answering is everyone's, and nothing of the page counts as done. */
  #report({ name: gateway }: GatewayRow, { failures }: WriteOutcome): void {
    for (const [unit, error] of failures) {
      if (error.code !== 'GATEWAY_REFUSED') throw error;
      this.logger.error(
        { gateway, unit, code: error.code, reason: error.message },
        'a gateway refused an application',
      );
    }
  }
}
