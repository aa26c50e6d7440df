import { DomainError } from '@apim/kit/errors';
import type { Gateway } from '../environment/environment.type.ts';
import type { GatewayWriter } from '../writer/gateway-writer.ts';
import { observeGeneration } from '../writer/marker.ts';
import type { UnitState } from '../writer/units.ts';
import type { WriteOutcome } from '../writer/write-outcome.ts';
import type { DeploymentResult } from './deployment-log.ts';
import { ConditionStatus, type DeploymentCondition, type DeploymentError } from './deployment.type.ts';

/** Writes a unit to each gateway and waits until its proxy serves it. Never throws for what a gateway does: that is the result. */
export async function rollOut(
  writer: GatewayWriter,
  gateways: readonly Gateway[],
  unitFor: (gatewayId: string) => UnitState,
): Promise<DeploymentResult> {
  const results = await Promise.all(
    gateways.map((gateway) => rollOutTo(writer, gateway, unitFor(gateway.id))),
  );
  return {
    writes: results.reduce((sum, { writes }) => sum + writes, 0),
    conditions: results.flatMap(({ conditions }) => conditions),
    error: results.find(({ error }) => error)?.error,
  };
}

async function rollOutTo(
  writer: GatewayWriter,
  gateway: Gateway,
  unit: UnitState,
): Promise<DeploymentResult> {
  const conditions: DeploymentCondition[] = [];
  const note = (type: string, isTrue: boolean, message: string) =>
    conditions.push({
      type,
      status: isTrue ? ConditionStatus.TRUE : ConditionStatus.FALSE,
      message,
      at: new Date(),
    });
  let writes = 0;
  try {
    const outcome = await writer.write(gateway, [{ ...unit, onRefusal: 'restore' }]);
    writes = outcome.writes;
    const failure = outcome.failures.get(unit.unitKey);
    noteRestored(outcome, unit.unitKey, gateway.name, note);
    if (failure) throw failure;
    note('Written', true, `${gateway.name}: read back as it was meant, after ${writes} writes`);
    await observeGeneration(gateway, outcome.generation);
    note('Observed', true, `${gateway.name}: the proxy serves generation ${outcome.generation}`);
    return { writes, conditions };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    note(error.code === 'DEPLOYMENT_FAILED' ? 'Observed' : 'Written', false, error.message);
    return { writes, conditions, error: asDeploymentError(error) };
  }
}

function noteRestored(
  { restored }: WriteOutcome,
  unitKey: string,
  gatewayName: string,
  note: (type: string, isTrue: boolean, message: string) => void,
): void {
  const isRestored = restored.get(unitKey);
  if (isRestored === undefined) return;
  const text = isRestored
    ? 'the last good state is in place'
    : 'the last good state could not be written back';
  note('Restored', isRestored, `${gatewayName}: ${text}`);
}

function asDeploymentError({ code, message, extensions }: DomainError): DeploymentError {
  const details = extensions.details as { entity?: string } | undefined;
  return { code, message, entity: details?.entity ?? null };
}
