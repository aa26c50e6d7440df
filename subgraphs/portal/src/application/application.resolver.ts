import 'reflect-metadata';
import type { RequestContext } from '@apim/kit/context';
import { PageArgs } from '@apim/kit/pagination';
import { Arg, Args, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CredentialService } from '../credential/credential.service.ts';
import { Credential } from '../credential/credential.type.ts';
import type { SubscriptionService } from '../subscription/subscription.service.ts';
import { Subscription } from '../subscription/subscription.type.ts';
import type { ApplicationService } from './application.service.ts';
import { Application, ApplicationConnection, CreateApplicationInput } from './application.type.ts';

@Resolver(() => Application)
export class ApplicationResolver {
  constructor(
    private readonly service: ApplicationService,
    private readonly subscriptionService: SubscriptionService,
    private readonly credentialService: CredentialService,
  ) {}

  @Query(() => ApplicationConnection)
  @Directive('@tag(name: "public")')
  applications(@Ctx() { actor }: RequestContext, @Args(() => PageArgs) page: PageArgs) {
    return this.service.list(actor, page);
  }

  @Query(() => Application, { nullable: true })
  @Directive('@tag(name: "public")')
  application(@Ctx() { actor }: RequestContext, @Arg('id', () => ID) id: string) {
    return this.service.find(actor, id);
  }

  @FieldResolver(() => [Subscription])
  @Directive('@tag(name: "public")')
  subscriptions(@Ctx() context: RequestContext, @Root() { id }: Application) {
    return this.subscriptionService.ofApplication(context, id);
  }

  @FieldResolver(() => [Credential])
  @Directive('@tag(name: "public")')
  credentials(@Ctx() context: RequestContext, @Root() { id }: Application) {
    return this.credentialService.ofApplication(context, id);
  }

  @Mutation(() => Application)
  @Directive('@tag(name: "public")')
  createApplication(
    @Ctx() { actor }: RequestContext,
    @Arg('input', () => CreateApplicationInput) input: CreateApplicationInput,
  ) {
    return this.service.create(actor, input);
  }

  @Mutation(() => Boolean, { description: 'Ends its subscriptions and revokes its keys too.' })
  @Directive('@tag(name: "public")')
  deleteApplication(@Ctx() { actor }: RequestContext, @Arg('id', () => ID) id: string) {
    return this.service.delete(actor, id);
  }
}
