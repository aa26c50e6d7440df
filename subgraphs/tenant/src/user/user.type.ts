import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** A person as one organisation knows them. */
@ObjectType()
@Directive('@key(fields: "id")')
@Directive('@tag(name: "public")')
export class User {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  email: string;

  @Field(() => String)
  name: string;
}
