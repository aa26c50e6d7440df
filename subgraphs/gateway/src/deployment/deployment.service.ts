import type { Actor } from '@apim/kit/actor';
import { recordChange } from '@apim/kit/change';
import type { Loaders } from '@apim/kit/context';
import { DomainError, notFound } from '@apim/kit/errors';
import { inTransaction } from '@apim/kit/transaction';
import { requireApi, visibleTo } from '../api/api-access.ts';
import { editConflict } from '../api/api.service.ts';
import type { Api } from '../api/api.type.ts';
import { apiUnit } from '../bundle/api-entities.ts';
import type { Database } from '../database.ts';
import { unknownEnvironment } from '../environment/environment.service.ts';
import type { Environment, Gateway } from '../environment/environment.type.ts';
import { isId } from '../input.ts';
import type { Deployment as DeploymentRow } from '../prisma/client.ts';
import type { UpstreamRules } from '../upstream/check-upstream.ts';
import type { GatewayWriter } from '../writer/gateway-writer.ts';
import type { IssuerFailure } from '../issuer/wanted-keys.ts';
import type { IssuerSync } from '../sync/issuer-sync.ts';
import type { CompilePlugins } from './compile-plugins.ts';
import { asDeployment, closeDeployment, openDeployment, type DeploymentResult } from './deployment-log.ts';
import {
  ConditionStatus,
  type ChangeAction,
  type DeployApiInput,
  type Deployment,
  type DeploymentCondition,
  type DeploymentPlan,
  type UndeployApiInput,
} from './deployment.type.ts';
import { desiredState, refuseErrors, type DesiredState } from './desired-state.ts';
import { gatewayState, type GatewayState } from './gateway-state.ts';
import { plannedName } from './planned-name.ts';
import { rollOut } from './roll-out.ts';

type Target = Environment & { gateways: Gateway[] };

/** Rows → desired state → plan → apply → outcome, for one API and one environment. */
export class DeploymentService {
  constructor(
    private readonly database: Database,
    private readonly writer: GatewayWriter,
    private readonly compile: CompilePlugins,
    private readonly rules: () => Promise<UpstreamRules>,
    private readonly issuers: IssuerSync,
  ) {}

  /** What `deploy` would do now at the environment's first gateway; writes nothing. */
  async plan(actor: Actor, apiId: string, environmentName: string): Promise<DeploymentPlan> {
    const api = await requireApi(this.database, actor, 'api:read', apiId);
    const environment = await this.#target(environmentName, 'environment');
    const [gateway] = environment.gateways as [Gateway];
    const here = await this.#desiredOn(api, gateway.id);
    const state = await this.#everywhere(api, [here]);
    const changes = await this.writer.preview(gateway, here.unit);
    return {
      environment,
      gateway,
      hash: state.hash,
      diagnostics: here.diagnostics,
      changes: changes.map((change) => ({
        action: change.action.toUpperCase() as ChangeAction,
        kind: change.kind,
        name: plannedName(change, state.operations),
        id: change.id,
        fields: change.fields,
      })),
    };
  }

  /** Returns when the environment's proxies serve the API, or with a FAILED deployment that says why not. */
  async deploy(actor: Actor, input: DeployApiInput): Promise<Deployment> {
    const api = await requireApi(this.database, actor, 'api:deploy', input.apiId);
    const environment = await this.#target(input.environment, 'input.environment');
    const expected = input.expectedRevision ?? api.revision;
    if (expected !== api.revision) throw editConflict(api.revision);
    const states = await Promise.all(environment.gateways.map(({ id }) => this.#desiredOn(api, id)));
    const state = await this.#everywhere(api, states);
    [state, ...states].forEach(refuseErrors);
    const deployment = await openDeployment(this.database, actor, api, environment.id, state);
    const result = await this.#rollOut(api, environment, states);
    return asDeployment(await closeDeployment(this.database, actor, deployment, result));
  }

  /** Takes the API off the environment's gateways; nothing happens where it is not deployed. */
  async undeploy(actor: Actor, { apiId, environment: name }: UndeployApiInput): Promise<boolean> {
    const api = await requireApi(this.database, actor, 'api:deploy', apiId);
    const environment = await this.#target(name, 'input.environment');
    const unit = { unitKey: apiUnit(api.id), organizationId: api.organizationId, entities: {} };
    const { error } = await rollOut(this.writer, environment.gateways, () => unit);
    if (error) throw new DomainError(error.code as 'GATEWAY_REFUSED', error.message);
    for (const { id } of environment.gateways) await this.issuers.settle(id, api.id, []);
    await inTransaction(this.database, (transaction) =>
      recordChange(transaction, actor, {
        organizationId: api.organizationId,
        action: 'api.undeployed',
        subject: api.id,
        details: { environment: name },
        event: 'gateway.api.changed',
      }),
    );
    return true;
  }

  async get(actor: Actor, id: string): Promise<Deployment> {
    const where = { AND: [visibleTo(actor), { id }] };
    const row = isId(id) && (await this.database.deployment.findFirst({ where }));
    if (!row) throw notFound('Deployment', id);
    return asDeployment(row);
  }

  /** Undefined when the caller may not see it. */
  async find(actor: Actor, id: string): Promise<Deployment | undefined> {
    if (!actor.claims.org || !isId(id)) return undefined;
    const row = await this.database.deployment.findFirst({ where: { AND: [visibleTo(actor), { id }] } });
    return row ? asDeployment(row) : undefined;
  }

  /** The latest fifty of an API, newest first. */
  async deploymentsOf(loaders: Loaders, apiId: string): Promise<Deployment[]> {
    const loader = loaders.get('deploymentsOfApi', async (ids) => {
      const rows = await this.database.$transaction(
        ids.map((id) =>
          this.database.deployment.findMany({ where: { apiId: id }, orderBy: { id: 'desc' }, take: 50 }),
        ),
      );
      return Map.groupBy(rows.flat(), (row: DeploymentRow) => row.apiId);
    });
    return ((await loader.load(apiId)) ?? []).map(asDeployment);
  }

  /** Keys of issuers go ahead of the API that needs them; one that cannot be had is told, and its tokens are refused. */
  async #rollOut(api: Api, { gateways }: Target, states: readonly GatewayState[]): Promise<DeploymentResult> {
    const byGateway = new Map(states.map((state) => [state.gatewayId, state]));
    const stateOn = ({ id }: Pick<Gateway, 'id'>) => byGateway.get(id) as GatewayState;
    const conditions: DeploymentCondition[] = [];
    for (const gateway of gateways) {
      const failures = await this.issuers
        .trust(gateway, api, stateOn(gateway).trustedIssuers)
        .catch(asIssuerFailures);
      conditions.push(...failures.map((failure) => keysMissing(gateway, failure)));
    }
    const result = await rollOut(this.writer, gateways, (id) => stateOn({ id }).unit);
    if (!result.error) {
      for (const { id } of gateways) {
        await this.issuers.settle(id, api.id, stateOn({ id }).trustedIssuers);
      }
    }
    return { ...result, conditions: [...conditions, ...result.conditions] };
  }

  /** What is the same for every gateway, and so a revision. */
  async #everywhere(api: Api, states: readonly GatewayState[]): Promise<DesiredState> {
    const known = states.find(({ ofGateway }) => !ofGateway);
    return known ?? desiredState(this.database, this.compile, await this.rules(), api);
  }

  async #desiredOn(api: Api, gatewayId: string): Promise<GatewayState> {
    return gatewayState(this.database, this.compile, await this.rules(), api, gatewayId);
  }

  async #target(name: string, field: string): Promise<Target> {
    const environment = await this.database.environment.findUnique({
      where: { name },
      include: { gateways: { orderBy: { id: 'asc' } } },
    });
    if (!environment) throw unknownEnvironment(name, field);
    if (environment.gateways.length === 0) {
      throw new DomainError('INVALID_INPUT', `The environment ${name} has no gateway.`, {
        field,
        remedy: 'Ask the operator to create a gateway in it.',
      });
    }
    return environment as Target;
  }
}

/** A gateway that cannot be written to fails the roll-out with the reason. */
function asIssuerFailures(error: unknown): IssuerFailure[] {
  if (error instanceof DomainError) return [];
  throw error;
}

const keysMissing = (gateway: Gateway, { issuer, reason }: IssuerFailure): DeploymentCondition => ({
  type: 'IssuerKeys',
  status: ConditionStatus.FALSE,
  message: `${gateway.name}: the keys of ${issuer} could not be had, so tokens signed with new ones are refused: ${reason}`,
  at: new Date(),
});
