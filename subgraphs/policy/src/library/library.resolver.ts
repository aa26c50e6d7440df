import 'reflect-metadata';
import type { RequestContext } from '@apim/kit/context';
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { CatalogueService } from './catalogue.service.ts';
import { Policy } from './policy.type.ts';

@Resolver(() => Policy)
export class LibraryResolver {
  constructor(private readonly service: CatalogueService) {}

  @Query(() => [Policy])
  policies(
    @Ctx() { actor }: RequestContext,
    @Arg('projectId', () => ID, {
      nullable: true,
      description: 'Adds the project’s own policies to the library.',
    })
    projectId?: string | null,
  ): Promise<Policy[]> {
    return this.service.list(actor, projectId ?? undefined);
  }

  @Query(() => Policy, { nullable: true })
  policy(
    @Ctx() { actor }: RequestContext,
    @Arg('name', () => ID) name: string,
    @Arg('projectId', () => ID, { nullable: true }) projectId?: string | null,
  ): Promise<Policy> {
    return this.service.get(actor, name, projectId ?? undefined);
  }
}
