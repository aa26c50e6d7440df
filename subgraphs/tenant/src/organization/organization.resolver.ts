import type { RequestContext } from '@apim/kit/context';
import { PageArgs, type Page } from '@apim/kit/pagination';
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { MembershipService } from '../membership/membership.service.ts';
import { Membership } from '../membership/membership.type.ts';
import type { ProjectService } from '../project/project.service.ts';
import { ProjectConnection, type Project } from '../project/project.type.ts';
import type { OrganizationService } from './organization.service.ts';
import { Organization } from './organization.type.ts';

@Resolver(() => Organization)
export class OrganizationResolver {
  constructor(
    private readonly organizations: OrganizationService,
    private readonly projects: ProjectService,
    private readonly memberships: MembershipService,
  ) {}

  @Query(() => Organization)
  organization(
    @Ctx() { actor, loaders }: RequestContext,
    @Arg('id', () => ID) id: string,
  ): Promise<Organization> {
    return this.organizations.get(actor, loaders, id);
  }

  @FieldResolver(() => ProjectConnection, { name: 'projects' })
  projectsOf(@Ctx() { actor }: RequestContext, @Args(() => PageArgs) page: PageArgs): Promise<Page<Project>> {
    return this.projects.page(actor, page);
  }

  @FieldResolver(() => [Membership], { nullable: true })
  members(@Ctx() { actor }: RequestContext, @Root() { id }: Organization): Promise<Membership[]> {
    return this.memberships.list(actor, id);
  }
}
