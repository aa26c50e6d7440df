import type { RequestContext } from '@apim/kit/context';
import { Arg, Ctx, Directive, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { EnvironmentService } from './environment.service.ts';
import {
  CreateEnvironmentInput,
  CreateGatewayInput,
  Environment,
  Gateway,
  GatewayHealth,
  GatewayReference,
} from './environment.type.ts';
import type { GatewayHealthService } from './gateway-health.service.ts';

@Resolver(() => Environment)
export class EnvironmentResolver {
  constructor(private readonly service: EnvironmentService) {}

  @Query(() => [Environment])
  environments(@Ctx() { actor }: RequestContext): Promise<Environment[]> {
    return this.service.environments(actor);
  }

  @FieldResolver(() => [Gateway])
  gateways(@Ctx() { actor, loaders }: RequestContext, @Root() { id }: Environment): Promise<Gateway[]> {
    return this.service.gatewaysOf(actor, loaders, id);
  }

  @Query(() => [GatewayReference])
  @Directive('@inaccessible')
  gatewayReferences(@Ctx() { actor }: RequestContext): Promise<GatewayReference[]> {
    return this.service.gatewayReferences(actor);
  }

  @Mutation(() => Environment)
  createEnvironment(
    @Ctx() { actor }: RequestContext,
    @Arg('input', () => CreateEnvironmentInput) input: CreateEnvironmentInput,
  ): Promise<Environment> {
    return this.service.createEnvironment(actor, input);
  }

  @Mutation(() => Gateway)
  createGateway(
    @Ctx() { actor }: RequestContext,
    @Arg('input', () => CreateGatewayInput) input: CreateGatewayInput,
  ): Promise<Gateway> {
    return this.service.createGateway(actor, input);
  }
}

@Resolver(() => Gateway)
export class GatewayResolver {
  constructor(
    private readonly service: EnvironmentService,
    private readonly healthService: GatewayHealthService,
  ) {}

  @FieldResolver(() => Environment, { nullable: true })
  environment(@Ctx() { actor, loaders }: RequestContext, @Root() { environmentId }: Gateway) {
    return this.service.findEnvironment(actor, loaders, environmentId);
  }

  @FieldResolver(() => String, { nullable: true, description: 'For operators alone.' })
  adminUrl(@Ctx() { actor }: RequestContext, @Root() gateway: Gateway): string | null {
    return this.service.adminUrlFor(actor, gateway);
  }

  @FieldResolver(() => GatewayHealth)
  health(@Root() gateway: Gateway): Promise<GatewayHealth> {
    return this.healthService.of(gateway);
  }
}
