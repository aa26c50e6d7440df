import 'reflect-metadata';
import type { RequestContext } from '@apim/kit/context';
import { Arg, Ctx, Directive, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Api } from '../api.type.ts';
import type { ApplicationService } from '../application/application.service.ts';
import { Application } from '../application/application.type.ts';
import type { Subscription as SubscriptionRow } from '../prisma/client.ts';
import type { CatalogueService } from '../publication/catalogue.service.ts';
import { Publication } from '../publication/publication.type.ts';
import type { SubscriptionService } from './subscription.service.ts';
import { EndSubscriptionInput, SubscribeInput, Subscription } from './subscription.type.ts';

@Resolver(() => Subscription)
export class SubscriptionResolver {
  constructor(
    private readonly service: SubscriptionService,
    private readonly applications: ApplicationService,
    private readonly catalogue: CatalogueService,
  ) {}

  @FieldResolver(() => Application, { nullable: true, description: 'Null once it was deleted.' })
  @Directive('@tag(name: "public")')
  application(@Ctx() context: RequestContext, @Root() { applicationId }: SubscriptionRow) {
    return this.applications.byId(context, applicationId);
  }

  @FieldResolver(() => Api, { nullable: true })
  api(@Root() { apiId }: SubscriptionRow): Api {
    return { id: apiId };
  }

  @FieldResolver(() => Publication, {
    nullable: true,
    description: 'The API in the catalogue, while it is there.',
  })
  @Directive('@tag(name: "public")')
  publication(@Ctx() context: RequestContext, @Root() { apiId }: SubscriptionRow) {
    return this.catalogue.byApi(context, apiId);
  }

  @Mutation(() => Subscription)
  @Directive('@tag(name: "public")')
  subscribe(@Ctx() { actor }: RequestContext, @Arg('input', () => SubscribeInput) input: SubscribeInput) {
    return this.service.subscribe(actor, input);
  }

  @Mutation(() => Subscription)
  @Directive('@tag(name: "public")')
  endSubscription(
    @Ctx() { actor }: RequestContext,
    @Arg('input', () => EndSubscriptionInput) { id }: EndSubscriptionInput,
  ) {
    return this.service.end(actor, id);
  }
}
