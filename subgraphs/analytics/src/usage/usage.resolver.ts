import type { RequestContext } from '@apim/kit/context';
import { Arg, Ctx, Directive, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { ApiStub, ApplicationStub } from '../stubs.ts';
import type { UsageService } from './usage.service.ts';
import { Usage, UsageInput } from './usage.type.ts';

const since = (minutes: number) => ({
  from: new Date(Date.now() - minutes * 60_000),
  stepSeconds: Math.max(1, Math.ceil((minutes * 60) / 500)),
});

@Resolver(() => Usage)
export class UsageResolver {
  constructor(private readonly service: UsageService) {}

  @Query(() => Usage)
  usage(@Arg('input', () => UsageInput) input: UsageInput, @Ctx() { actor }: RequestContext): Promise<Usage> {
    return this.service.usage(actor, input);
  }
}

@Resolver(() => ApiStub)
export class ApiUsageResolver {
  constructor(private readonly service: UsageService) {}

  @FieldResolver(() => Usage)
  usage(
    @Root() { id }: ApiStub,
    @Arg('minutes', () => Int, { defaultValue: 60 }) minutes: number,
    @Ctx() { actor }: RequestContext,
  ): Promise<Usage> {
    return this.service.usage(actor, { apiId: id, ...since(minutes) });
  }
}

@Resolver(() => ApplicationStub)
export class ApplicationUsageResolver {
  constructor(private readonly service: UsageService) {}

  @FieldResolver(() => Usage)
  @Directive('@tag(name: "public")')
  usage(
    @Root() { id }: ApplicationStub,
    @Arg('minutes', () => Int, { defaultValue: 60 }) minutes: number,
    @Ctx() { actor }: RequestContext,
  ): Promise<Usage> {
    return this.service.usage(actor, { applicationId: id, ...since(minutes) });
  }
}
