import 'reflect-metadata';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType()
@Directive('@inaccessible')
export class ReferencedOperation {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  key: string;

  @Field(() => String)
  method: string;

  @Field(() => String)
  path: string;
}

@ObjectType({ description: 'What other managers need to know of an API.' })
@Directive('@inaccessible')
export class ApiReference {
  @Field(() => ID)
  id: string;

  @Field(() => ID)
  organizationId: string;

  @Field(() => ID)
  projectId: string;

  @Field(() => String)
  slug: string;

  @Field(() => String)
  name: string;

  @Field(() => String)
  title: string;

  @Field(() => String)
  version: string;

  @Field(() => String, { nullable: true })
  description: string | null;

  @Field(() => String)
  basePath: string;
}

@ObjectType({ description: 'What other managers need to know of an operation.' })
@Directive('@inaccessible')
export class OperationReference {
  @Field(() => ID)
  id: string;

  @Field(() => ID)
  apiId: string;

  @Field(() => ID)
  organizationId: string;

  @Field(() => ID)
  projectId: string;

  @Field(() => String)
  key: string;
}
