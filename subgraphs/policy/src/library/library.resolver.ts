import 'reflect-metadata';
import type { RequestContext } from '@apim/kit/context';
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { LibraryService } from './library.service.ts';
import { Policy } from './policy.type.ts';

@Resolver(() => Policy)
export class LibraryResolver {
  constructor(private readonly service: LibraryService) {}

  @Query(() => [Policy])
  policies(@Ctx() { actor }: RequestContext): Policy[] {
    return this.service.list(actor);
  }

  @Query(() => Policy, { nullable: true })
  policy(@Ctx() { actor }: RequestContext, @Arg('name', () => ID) name: string): Policy {
    return this.service.get(actor, name);
  }
}
