import type { RequestContext } from '@apim/kit/context';
import { Arg, Ctx, Directive, ID, Query, Resolver } from 'type-graphql';
import type { OperationDefinitionService } from './operation-definition.service.ts';
import { OperationDefinitionEntry } from './operation-definition.type.ts';

@Resolver(() => OperationDefinitionEntry)
export class OperationDefinitionResolver {
  constructor(private readonly service: OperationDefinitionService) {}

  @Query(() => [OperationDefinitionEntry])
  @Directive('@inaccessible')
  operationDefinitions(
    @Ctx() { actor }: RequestContext,
    @Arg('apiId', () => ID) apiId: string,
    @Arg('operationIds', () => [ID]) operationIds: string[],
  ): Promise<OperationDefinitionEntry[]> {
    return this.service.definitions(actor, apiId, operationIds);
  }
}
