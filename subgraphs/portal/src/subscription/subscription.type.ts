import 'reflect-metadata';
import { DateTime } from '@apim/kit/scalars';
import { Directive, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';

export enum SubscriptionStatus {
  ACTIVE = 'ACTIVE',
  ENDED = 'ENDED',
}
registerEnumType(SubscriptionStatus, { name: 'SubscriptionStatus' });

@ObjectType({ description: 'An application’s right to call an API.' })
@Directive('@key(fields: "id")')
export class Subscription {
  @Field(() => ID)
  @Directive('@tag(name: "public")')
  id: string;

  @Field(() => ID)
  @Directive('@tag(name: "public")')
  apiId: string;

  @Field(() => String, { description: 'The API’s title when the subscription began.' })
  @Directive('@tag(name: "public")')
  apiTitle: string;

  @Field(() => SubscriptionStatus)
  @Directive('@tag(name: "public")')
  status: SubscriptionStatus;

  @Field(() => DateTime)
  @Directive('@tag(name: "public")')
  createdAt: Date;

  @Field(() => DateTime, { nullable: true })
  @Directive('@tag(name: "public")')
  endedAt?: Date | null;
}

@InputType()
@Directive('@tag(name: "public")')
export class SubscribeInput {
  @Field(() => ID)
  applicationId: string;

  @Field(() => ID)
  apiId: string;
}

@InputType()
@Directive('@tag(name: "public")')
export class EndSubscriptionInput {
  @Field(() => ID)
  id: string;
}
