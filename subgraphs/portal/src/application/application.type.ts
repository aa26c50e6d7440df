import 'reflect-metadata';
import { connectionOf } from '@apim/kit/pagination';
import { DateTime } from '@apim/kit/scalars';
import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'A program that consumes APIs, with its subscriptions and its keys.' })
@Directive('@key(fields: "id")')
export class Application {
  @Field(() => ID)
  @Directive('@tag(name: "public")')
  id: string;

  @Field(() => String)
  @Directive('@tag(name: "public")')
  name: string;

  @Field(() => String)
  @Directive('@tag(name: "public")')
  description: string;

  @Field(() => Int, { description: 'Counts the changes to the application, its subscriptions and its keys.' })
  @Directive('@tag(name: "public")')
  version: number;

  @Field(() => DateTime)
  @Directive('@tag(name: "public")')
  createdAt: Date;
}

export const ApplicationConnection = connectionOf('Application', () => Application, ['@tag(name: "public")']);

@InputType()
@Directive('@tag(name: "public")')
export class CreateApplicationInput {
  @Field(() => String, { description: '1 to 80 characters, unique in the organisation.' })
  name: string;

  @Field(() => String, { nullable: true, description: 'Up to 1,000 characters.' })
  description?: string;
}
