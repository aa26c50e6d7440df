import type { Change } from 'kong-admin-client';
import { gatewayError } from './gateway-error.ts';
import { withLease, type Lease } from './lease.ts';
import { writeDeclarative } from './declarative-writer.ts';
import { writeToDatabase } from './database-writer.ts';
import { previewUnit } from './plan-units.ts';
import type { UnitState } from './units.ts';
import type { GatewayRow, UnitWrite, WriteOutcome, WriterContext } from './write-outcome.ts';

/** The only part of the platform that writes to gateways, one writer at a time for each. */
export class GatewayWriter {
  constructor(private readonly context: WriterContext) {}

  /** What writing the unit would change now. Throws GATEWAY_UNREACHABLE. */
  async preview(gateway: GatewayRow, unit: UnitState): Promise<Change[]> {
    try {
      return await previewUnit(this.context, gateway, unit);
    } catch (error) {
      throw gatewayError(error, gateway.name);
    }
  }

  /** Writes the units, whatever is there now. Throws DomainError when the gateway can't be written to at all. */
  write(gateway: GatewayRow, units: readonly UnitWrite[]): Promise<WriteOutcome> {
    return withLease(this.context.database, gateway, (lease) => this.writeHolding(gateway, units, lease));
  }

  /** `write` for who holds the lease already. */
  writeHolding(gateway: GatewayRow, units: readonly UnitWrite[], lease: Lease): Promise<WriteOutcome> {
    const write = gateway.mode === 'DATABASE' ? writeToDatabase : writeDeclarative;
    return write(this.context, gateway, units, lease);
  }
}
