import 'reflect-metadata';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'A key that a gateway must accept.' })
@Directive('@inaccessible')
export class KeyDigest {
  @Field(() => ID)
  credentialId: string;

  @Field(() => String, { description: 'SHA-256 of the key, hexadecimal.' })
  digest: string;
}

@ObjectType({ description: 'What every gateway must know of one application: its whole current state.' })
@Directive('@inaccessible')
export class GatewayConsumer {
  @Field(() => ID)
  applicationId: string;

  @Field(() => ID)
  organizationId: string;

  @Field(() => Int)
  sequence: number;

  @Field(() => Boolean)
  deleted: boolean;

  @Field(() => String)
  name: string;

  @Field(() => [String], { description: 'ACL groups: one for each API with an active subscription.' })
  groups: string[];

  @Field(() => [KeyDigest])
  keyDigests: KeyDigest[];
}

@ObjectType()
@Directive('@inaccessible')
export class GatewayConsumers {
  @Field(() => [GatewayConsumer])
  units: GatewayConsumer[];

  @Field(() => Int, {
    description: 'What to ask for next: the sequence of the last unit, or what was asked with.',
  })
  lastSequence: number;
}
