import 'reflect-metadata';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** The gateway manager's entity, extended here. */
@ObjectType('Api')
@Directive('@key(fields: "id")')
export class ApiStub {
  @Field(() => ID)
  id: string;
}

/** The portal manager's entity, extended here. */
@ObjectType('Application')
@Directive('@key(fields: "id")')
export class ApplicationStub {
  @Field(() => ID)
  id: string;
}
