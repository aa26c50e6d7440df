import 'reflect-metadata';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** The gateway manager's API; this manager adds its publication and refers to it by id. */
@ObjectType()
@Directive('@key(fields: "id")')
export class Api {
  @Field(() => ID)
  id: string;
}
