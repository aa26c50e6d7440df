import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { Organization } from '../organization/organization.type.ts';
import { User } from '../user/user.type.ts';

/** A role that the caller has at a scope. */
@ObjectType()
@Directive('@tag(name: "public")')
export class Grant {
  @Field(() => String)
  role: string;

  @Field(() => String, { description: 'installation, organization or project' })
  scopeKind: string;

  @Field(() => ID, { nullable: true })
  scopeId?: string;
}

/** The caller: no user and no grants for a visitor. */
@ObjectType()
@Directive('@tag(name: "public")')
export class Viewer {
  @Field(() => User, { nullable: true })
  user?: User;

  @Field(() => Organization, { nullable: true })
  organization?: Organization;

  @Field(() => [Grant])
  grants: Grant[];
}
