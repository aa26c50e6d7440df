import type { RequestContext } from '@apim/kit/context';
import { PageArgs, type Page } from '@apim/kit/pagination';
import { Arg, Args, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { ApiReferenceService } from './api-reference.service.ts';
import { ApiReference, OperationReference, ReferencedOperation } from './api-reference.type.ts';
import type { ApiService } from './api.service.ts';
import {
  Api,
  ApiConnection,
  ImportApiInput,
  ImportedApi,
  Operation,
  Project,
  Revision,
  UpdateApiInput,
} from './api.type.ts';
import type { ImportApiService } from './import-api.service.ts';

@Resolver(() => Api)
export class ApiResolver {
  constructor(
    private readonly service: ApiService,
    private readonly importer: ImportApiService,
  ) {}

  @Query(() => Api, { nullable: true })
  api(
    @Ctx() { actor }: RequestContext,
    @Arg('id', () => ID, { nullable: true }) id?: string,
    @Arg('projectId', () => ID, { nullable: true }) projectId?: string,
    @Arg('slug', () => String, { nullable: true }) slug?: string,
  ): Promise<Api | null> {
    return this.service.get(actor, {
      id: id ?? undefined,
      projectId: projectId ?? undefined,
      slug: slug ?? undefined,
    });
  }

  @Query(() => ApiConnection)
  apis(
    @Ctx() { actor }: RequestContext,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('projectId', () => ID, { nullable: true }) projectId?: string,
  ): Promise<Page<Api>> {
    return this.service.page(actor, projectId ?? undefined, page);
  }

  @Mutation(() => ImportedApi)
  importApi(
    @Ctx() { actor }: RequestContext,
    @Arg('input', () => ImportApiInput) input: ImportApiInput,
  ): Promise<ImportedApi> {
    return this.importer.import(actor, input);
  }

  @Mutation(() => Api)
  updateApi(
    @Ctx() { actor }: RequestContext,
    @Arg('input', () => UpdateApiInput) input: UpdateApiInput,
  ): Promise<Api> {
    return this.service.update(actor, input);
  }

  @Mutation(() => Boolean)
  deleteApi(@Ctx() { actor }: RequestContext, @Arg('id', () => ID) id: string): Promise<boolean> {
    return this.service.delete(actor, id);
  }

  @FieldResolver(() => Project)
  project(@Root() { projectId }: Api): Project {
    return { id: projectId };
  }

  @FieldResolver(() => String, { nullable: true, description: 'The text as it was imported.' })
  document(@Root() { id }: Api): Promise<string | null> {
    return this.service.documentOf(id);
  }

  @FieldResolver(() => [Operation])
  operations(@Ctx() { loaders }: RequestContext, @Root() { id }: Api): Promise<Operation[]> {
    return this.service.operationsOf(loaders, id);
  }

  @FieldResolver(() => [Revision], { description: 'The latest hundred, newest first.' })
  revisions(@Root() { id }: Api): Promise<Revision[]> {
    return this.service.revisionsOf(id);
  }
}

@Resolver(() => Project)
export class ProjectResolver {
  constructor(private readonly service: ApiService) {}

  @FieldResolver(() => ApiConnection)
  apis(
    @Ctx() { actor }: RequestContext,
    @Root() { id }: Project,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<Page<Api>> {
    return this.service.page(actor, id, page);
  }
}

@Resolver(() => ApiReference)
export class ApiReferenceResolver {
  constructor(
    private readonly references: ApiReferenceService,
    private readonly service: ApiService,
  ) {}

  @Query(() => ApiReference)
  @Directive('@inaccessible')
  apiReference(@Ctx() { actor }: RequestContext, @Arg('id', () => ID) id: string): Promise<ApiReference> {
    return this.references.api(actor, id);
  }

  @Query(() => OperationReference)
  @Directive('@inaccessible')
  operationReference(
    @Ctx() { actor }: RequestContext,
    @Arg('id', () => ID) id: string,
  ): Promise<OperationReference> {
    return this.references.operation(actor, id);
  }

  @FieldResolver(() => String, { nullable: true })
  document(@Root() { id }: ApiReference): Promise<string | null> {
    return this.service.documentOf(id);
  }

  @FieldResolver(() => [ReferencedOperation])
  operations(@Ctx() { loaders }: RequestContext, @Root() { id }: ApiReference): Promise<Operation[]> {
    return this.service.operationsOf(loaders, id);
  }
}
