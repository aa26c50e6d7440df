import 'reflect-metadata';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** The tenant manager's project; this manager adds what is attached to it. */
@ObjectType()
@Directive('@key(fields: "id")')
export class Project {
  @Field(() => ID)
  id: string;
}

/** The portal manager's application; this manager adds what is attached to it. */
@ObjectType()
@Directive('@key(fields: "id")')
export class Application {
  @Field(() => ID)
  id: string;
}

/** The gateway manager's operation; this manager adds what is attached to it. */
@ObjectType()
@Directive('@key(fields: "id")')
export class Operation {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  @Directive('@external')
  key: string;

  @Field(() => String)
  @Directive('@external')
  method: string;

  @Field(() => String)
  @Directive('@external')
  path: string;
}

/** The gateway manager's API; this manager adds what is attached to it and what that does. */
@ObjectType()
@Directive('@key(fields: "id")')
export class Api {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  @Directive('@external')
  basePath: string;

  @Field(() => String)
  @Directive('@external')
  upstreamUrl: string;

  @Field(() => [Operation])
  @Directive('@external')
  operations: Operation[];

  @Field(() => Project)
  @Directive('@external')
  project: Project;
}
