import type { RequestContext } from '@apim/kit/context';
import { PageArgs, type Page } from '@apim/kit/pagination';
import { Arg, Args, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { OrganizationService } from '../organization/organization.service.ts';
import { Organization } from '../organization/organization.type.ts';
import type { ProjectService } from './project.service.ts';
import {
  CreateProjectInput,
  Project,
  ProjectConnection,
  ProjectReference,
  UpdateProjectInput,
} from './project.type.ts';

@Resolver(() => Project)
export class ProjectResolver {
  constructor(
    private readonly projectService: ProjectService,
    private readonly organizations: OrganizationService,
  ) {}

  @Query(() => Project)
  project(
    @Ctx() { actor }: RequestContext,
    @Arg('id', () => ID, { nullable: true }) id?: string,
    @Arg('slug', () => String, { nullable: true }) slug?: string,
  ): Promise<Project> {
    return this.projectService.get(actor, { id: id ?? undefined, slug: slug ?? undefined });
  }

  @Query(() => ProjectConnection)
  projects(@Ctx() { actor }: RequestContext, @Args(() => PageArgs) page: PageArgs): Promise<Page<Project>> {
    return this.projectService.page(actor, page);
  }

  @Query(() => ProjectReference)
  @Directive('@inaccessible')
  projectReference(
    @Ctx() { actor }: RequestContext,
    @Arg('id', () => ID) id: string,
  ): Promise<ProjectReference> {
    return this.projectService.reference(actor, id);
  }

  @Mutation(() => Project)
  createProject(
    @Ctx() { actor }: RequestContext,
    @Arg('input', () => CreateProjectInput) input: CreateProjectInput,
  ): Promise<Project> {
    return this.projectService.create(actor, input);
  }

  @Mutation(() => Project)
  updateProject(
    @Ctx() { actor }: RequestContext,
    @Arg('input', () => UpdateProjectInput) input: UpdateProjectInput,
  ): Promise<Project> {
    return this.projectService.update(actor, input);
  }

  @FieldResolver(() => Organization)
  organization(
    @Ctx() { actor, loaders }: RequestContext,
    @Root() { organizationId }: Project,
  ): Promise<Organization> {
    return this.organizations.get(actor, loaders, organizationId);
  }
}
