import { connectionOf } from '@apim/kit/pagination';
import { DateTime } from '@apim/kit/scalars';
import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';

/** Where an organisation keeps its APIs. */
@ObjectType()
@Directive('@key(fields: "id")')
export class Project {
  organizationId: string;

  @Field(() => ID)
  id: string;

  @Field(() => String)
  slug: string;

  @Field(() => String)
  name: string;

  @Field(() => Int, { description: 'Counts changes; send it back as expectedVersion.' })
  version: number;

  @Field(() => DateTime)
  createdAt: Date;
}

export const ProjectConnection = connectionOf('Project', () => Project);

@InputType()
export class CreateProjectInput {
  @Field(() => String, {
    description:
      '2 to 40 lower-case letters, digits and hyphens, beginning with a letter; unique in the organisation.',
  })
  slug: string;

  @Field(() => String)
  name: string;
}

@InputType()
export class UpdateProjectInput {
  @Field(() => ID)
  id: string;

  @Field(() => Int)
  expectedVersion: number;

  @Field(() => String)
  name: string;
}

/** What other managers need to know of a project. */
@ObjectType()
@Directive('@inaccessible')
export class ProjectReference {
  @Field(() => ID)
  id: string;

  @Field(() => ID)
  organizationId: string;

  @Field(() => String)
  slug: string;
}
