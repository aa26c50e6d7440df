import type { RequestContext } from '@apim/kit/context';
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ApiService } from '../api/api.service.ts';
import { Api, Revision } from '../api/api.type.ts';
import type { EnvironmentService } from '../environment/environment.service.ts';
import { Environment } from '../environment/environment.type.ts';
import type { DeploymentService } from './deployment.service.ts';
import { DeployApiInput, Deployment, DeploymentPlan, UndeployApiInput } from './deployment.type.ts';

@Resolver(() => Deployment)
export class DeploymentResolver {
  constructor(
    private readonly service: DeploymentService,
    private readonly apis: ApiService,
    private readonly environments: EnvironmentService,
  ) {}

  @Query(() => Deployment)
  deployment(@Ctx() { actor }: RequestContext, @Arg('id', () => ID) id: string): Promise<Deployment> {
    return this.service.get(actor, id);
  }

  @Query(() => DeploymentPlan)
  deploymentPlan(
    @Ctx() { actor }: RequestContext,
    @Arg('apiId', () => ID) apiId: string,
    @Arg('environment', () => String) environment: string,
  ): Promise<DeploymentPlan> {
    return this.service.plan(actor, apiId, environment);
  }

  @Mutation(() => Deployment)
  deployApi(
    @Ctx() { actor }: RequestContext,
    @Arg('input', () => DeployApiInput) input: DeployApiInput,
  ): Promise<Deployment> {
    return this.service.deploy(actor, input);
  }

  @Mutation(() => Boolean)
  undeployApi(
    @Ctx() { actor }: RequestContext,
    @Arg('input', () => UndeployApiInput) input: UndeployApiInput,
  ): Promise<boolean> {
    return this.service.undeploy(actor, input);
  }

  @FieldResolver(() => Api, { nullable: true })
  api(@Ctx() { actor, loaders }: RequestContext, @Root() { apiId }: Deployment) {
    return this.apis.find(actor, loaders, apiId);
  }

  @FieldResolver(() => Revision, { nullable: true })
  revision(@Ctx() { actor, loaders }: RequestContext, @Root() { revisionId }: Deployment) {
    return this.apis.findRevision(actor, loaders, revisionId);
  }

  @FieldResolver(() => Environment, { nullable: true })
  environment(@Ctx() { actor, loaders }: RequestContext, @Root() { environmentId }: Deployment) {
    return this.environments.findEnvironment(actor, loaders, environmentId);
  }
}

@Resolver(() => Api)
export class ApiDeploymentsResolver {
  constructor(private readonly service: DeploymentService) {}

  @FieldResolver(() => [Deployment], { description: 'The latest fifty, newest first.' })
  deployments(@Ctx() { loaders }: RequestContext, @Root() { id }: Api): Promise<Deployment[]> {
    return this.service.deploymentsOf(loaders, id);
  }
}
