import 'reflect-metadata';
import { DateTime } from '@apim/kit/scalars';
import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';

export enum CredentialStatus {
  ACTIVE = 'ACTIVE',
  REVOKED = 'REVOKED',
  EXPIRED = 'EXPIRED',
}
registerEnumType(CredentialStatus, { name: 'CredentialStatus' });

@ObjectType({ description: 'An API key; the key itself was shown once, when it was made.' })
@Directive('@key(fields: "id")')
export class Credential {
  @Field(() => ID)
  @Directive('@tag(name: "public")')
  id: string;

  @Field(() => String, { description: 'How the key begins.' })
  @Directive('@tag(name: "public")')
  prefix: string;

  @Field(() => String)
  @Directive('@tag(name: "public")')
  lastFour: string;

  @Field(() => DateTime)
  @Directive('@tag(name: "public")')
  createdAt: Date;

  @Field(() => DateTime, { nullable: true })
  @Directive('@tag(name: "public")')
  revokedAt?: Date | null;

  @Field(() => DateTime, { nullable: true })
  @Directive('@tag(name: "public")')
  expiresAt?: Date | null;
}

@ObjectType()
@Directive('@tag(name: "public")')
export class CreatedCredential {
  @Field(() => Credential)
  credential: Credential;

  @Field(() => String, { description: 'The key, shown this once.' })
  key: string;
}

@InputType()
@Directive('@tag(name: "public")')
export class CreateCredentialInput {
  @Field(() => ID)
  applicationId: string;

  @Field(() => Int, { nullable: true, description: '1 to 365; a key without it does not expire.' })
  expiresInDays?: number;
}

@InputType()
@Directive('@tag(name: "public")')
export class RevokeCredentialInput {
  @Field(() => ID)
  id: string;
}
