import { DateTime } from '@apim/kit/scalars';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { User } from '../user/user.type.ts';

@ObjectType()
export class MembershipScope {
  @Field(() => String, { description: 'installation, organization or project' })
  kind: string;

  @Field(() => ID, { nullable: true, description: 'Absent for the installation.' })
  id: string | null;
}

/** A role that a user has at a scope. */
@ObjectType()
export class Membership {
  @Field(() => ID)
  id: string;

  @Field(() => User)
  user: User;

  @Field(() => String)
  role: string;

  @Field(() => MembershipScope)
  scope: MembershipScope;

  @Field(() => DateTime)
  createdAt: Date;
}

@InputType()
export class AddMemberInput {
  @Field(() => String)
  email: string;

  @Field(() => String)
  name: string;

  @Field(() => String, {
    nullable: true,
    description: 'For someone new to the organisation, at least 12 characters; else it changes nothing.',
  })
  password?: string;

  @Field(() => String, { description: 'Such as project-publisher, developer or viewer.' })
  role: string;

  @Field(() => ID, { nullable: true, description: 'Gives the role in this project alone.' })
  projectId?: string;
}
