import 'reflect-metadata';
import type { RequestContext } from '@apim/kit/context';
import { Arg, Ctx, Directive, Int, Query, Resolver } from 'type-graphql';
import type { GatewayConsumersService } from './gateway-consumers.service.ts';
import { GatewayConsumers } from './gateway-consumers.type.ts';

@Resolver()
export class GatewayConsumersResolver {
  constructor(private readonly service: GatewayConsumersService) {}

  @Query(() => GatewayConsumers, {
    description: 'Applications that changed after a sequence; for managers only.',
  })
  @Directive('@inaccessible')
  gatewayConsumers(
    @Ctx() { actor }: RequestContext,
    @Arg('afterSequence', () => Int, { defaultValue: 0 }) afterSequence: number,
    @Arg('first', () => Int, { defaultValue: 200 }) first: number,
  ) {
    return this.service.changedAfter(actor, afterSequence, first);
  }
}
