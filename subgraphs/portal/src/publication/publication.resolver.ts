import 'reflect-metadata';
import type { RequestContext } from '@apim/kit/context';
import { PageArgs } from '@apim/kit/pagination';
import { Arg, Args, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Api } from '../api.type.ts';
import type { CatalogueService, PublicationRow } from './catalogue.service.ts';
import type { PublicationService } from './publication.service.ts';
import {
  GatewayUrl,
  Publication,
  PublicationConnection,
  PublishApiInput,
  UnpublishApiInput,
} from './publication.type.ts';

@Resolver(() => Publication)
export class PublicationResolver {
  constructor(
    private readonly catalogueService: CatalogueService,
    private readonly publications: PublicationService,
  ) {}

  @Query(() => PublicationConnection, {
    description: 'What the caller may see, visitors included; `search` looks into title, summary and slug.',
  })
  @Directive('@tag(name: "public")')
  catalogue(
    @Ctx() { actor }: RequestContext,
    @Arg('search', () => String, { nullable: true }) search: string | undefined,
    @Args(() => PageArgs) page: PageArgs,
  ) {
    return this.catalogueService.list(actor, search, page);
  }

  @Query(() => Publication, { nullable: true })
  @Directive('@tag(name: "public")')
  publication(
    @Ctx() { actor }: RequestContext,
    @Arg('id', () => ID, { nullable: true }) id?: string,
    @Arg('slug', () => String, { nullable: true }) slug?: string,
  ) {
    return this.catalogueService.find(actor, { id, slug });
  }

  @FieldResolver(() => String, { nullable: true, description: 'The OpenAPI document.' })
  @Directive('@tag(name: "public")')
  document(@Ctx() context: RequestContext, @Root() { id }: PublicationRow) {
    return this.catalogueService.document(context, id);
  }

  @FieldResolver(() => [GatewayUrl])
  @Directive('@tag(name: "public")')
  gatewayUrls(@Root() row: PublicationRow) {
    return this.catalogueService.gatewayUrls(row);
  }

  @FieldResolver(() => Api, { nullable: true })
  api(@Root() { apiId }: PublicationRow): Api {
    return { id: apiId };
  }

  @Mutation(() => Publication)
  publishApi(@Ctx() { actor }: RequestContext, @Arg('input', () => PublishApiInput) input: PublishApiInput) {
    return this.publications.publish(actor, input);
  }

  @Mutation(() => Boolean, { description: 'True; NOT_FOUND when the API is not published.' })
  unpublishApi(
    @Ctx() { actor }: RequestContext,
    @Arg('input', () => UnpublishApiInput) { apiId }: UnpublishApiInput,
  ) {
    return this.publications.unpublish(actor, apiId);
  }
}

@Resolver(() => Api)
export class ApiPublicationResolver {
  constructor(private readonly catalogue: CatalogueService) {}

  @FieldResolver(() => Publication, { nullable: true })
  publication(@Ctx() context: RequestContext, @Root() { id }: Api) {
    return this.catalogue.byApi(context, id);
  }
}
