import type { RequestContext } from '@apim/kit/context';
import { Ctx, Directive, FieldResolver, Query, Resolver } from 'type-graphql';
import type { OrganizationService } from '../organization/organization.service.ts';
import { Organization } from '../organization/organization.type.ts';
import type { UserService } from '../user/user.service.ts';
import { User } from '../user/user.type.ts';
import { Viewer } from './viewer.type.ts';

@Resolver(() => Viewer)
export class ViewerResolver {
  constructor(
    private readonly users: UserService,
    private readonly organizations: OrganizationService,
  ) {}

  @Query(() => Viewer)
  @Directive('@tag(name: "public")')
  viewer(@Ctx() { actor }: RequestContext): Viewer {
    const grants = actor.claims.grants.map(({ role, scope }) => ({
      role,
      scopeKind: scope.kind,
      scopeId: scope.id,
    }));
    return { grants };
  }

  @FieldResolver(() => User, { nullable: true })
  user(@Ctx() { actor, loaders }: RequestContext): Promise<User | undefined> {
    return this.users.find(actor, loaders, actor.id);
  }

  @FieldResolver(() => Organization, { nullable: true })
  async organization(@Ctx() { actor, loaders }: RequestContext): Promise<Organization | undefined> {
    return actor.claims.org ? this.organizations.find(actor, loaders, actor.claims.org) : undefined;
  }
}
