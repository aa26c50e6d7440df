import type { Api } from '../api/api.type.ts';
import { apiEntities, apiUnit } from '../bundle/api-entities.ts';
import { applicationUnit } from '../bundle/application-entities.ts';
import type { Database } from '../database.ts';
import type { UpstreamRules } from '../upstream/check-upstream.ts';
import type { UnitState } from '../writer/units.ts';
import type { CompilePlugins } from './compile-plugins.ts';
import { desiredState, type DesiredState } from './desired-state.ts';

export interface GatewayState extends DesiredState {
  gatewayId: string;
  unit: UnitState;
}

/** What the API must be on one gateway, with what is attached to that gateway itself and to applications that it knows. */
export async function gatewayState(
  database: Database,
  compile: CompilePlugins,
  rules: UpstreamRules,
  api: Api,
  gatewayId: string,
): Promise<GatewayState> {
  const state = await desiredState(database, compile, rules, api, gatewayId);
  const applications = await applicationsOn(database, gatewayId, state);
  const unit = {
    unitKey: apiUnit(api.id),
    organizationId: api.organizationId,
    entities: apiEntities(gatewayId, state.bundle, applications),
  };
  return { ...state, gatewayId, unit };
}

/** Of the applications that the bundle names, those whose consumer the gateway holds: Kong refuses a plugin without it. */
async function applicationsOn(
  database: Database,
  gatewayId: string,
  { bundle }: DesiredState,
): Promise<Set<string>> {
  const named = [...new Set(bundle.plugins.flatMap(({ applicationId }) => applicationId ?? []))];
  if (named.length === 0) return new Set();
  const rows = await database.gatewayUnit.findMany({
    where: { gatewayId, unitKey: { in: named.map(applicationUnit) }, NOT: { hash: '' } },
    select: { unitKey: true },
  });
  const present = new Set(rows.map(({ unitKey }) => unitKey));
  return new Set(named.filter((id) => present.has(applicationUnit(id))));
}
