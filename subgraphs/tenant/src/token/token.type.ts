import { DateTime } from '@apim/kit/scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';

/** A token with which a user's scripts act as that user. */
@ObjectType()
export class PersonalToken {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  name: string;

  @Field(() => String, { description: 'How the token begins.' })
  prefix: string;

  @Field(() => DateTime)
  createdAt: Date;

  @Field(() => DateTime)
  expiresAt: Date;

  @Field(() => DateTime, { nullable: true, description: 'To the minute.' })
  lastUsedAt: Date | null;
}

@InputType()
export class CreatePersonalTokenInput {
  @Field(() => String)
  name: string;

  @Field(() => Int, { nullable: true, defaultValue: 90, description: '1 to 365.' })
  expiresInDays?: number;
}

@ObjectType()
export class CreatedPersonalToken {
  @Field(() => PersonalToken)
  token: PersonalToken;

  @Field(() => String, { description: 'The token itself, shown this once.' })
  secret: string;
}
