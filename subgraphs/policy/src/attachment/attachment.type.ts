import 'reflect-metadata';
import { DateTime, JsonValue } from '@apim/kit/scalars';
import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { PolicyScopeKind } from '../scope-kind.ts';

@ObjectType()
export class PolicyScope {
  @Field(() => PolicyScopeKind)
  kind: PolicyScopeKind;

  @Field(() => ID)
  id: string;
}

@ObjectType({ description: 'A policy at a scope, with its configuration.' })
@Directive('@key(fields: "id")')
export class PolicyAttachment {
  @Field(() => ID)
  id: string;

  @Field(() => String, { description: 'The version of the policy that accepted the configuration.' })
  policyVersion: string;

  @Field(() => Int, { description: 'Lower comes first among the attachments of one scope.' })
  order: number;

  @Field(() => Boolean)
  enabled: boolean;

  @Field(() => Int, { description: 'Counts changes; send it back as expectedVersion.' })
  version: number;

  @Field(() => DateTime)
  createdAt: Date;
}

@InputType()
export class PolicyScopeInput {
  @Field(() => PolicyScopeKind)
  kind: PolicyScopeKind;

  @Field(() => ID)
  id: string;
}

@InputType()
export class AttachPolicyInput {
  @Field(() => ID, { description: 'The name of a policy.' })
  policy: string;

  @Field(() => PolicyScopeInput)
  scope: PolicyScopeInput;

  @Field(() => JsonValue, { description: 'What the policy’s configurationSchema admits, up to 64 KiB.' })
  configuration: unknown;

  @Field(() => String, {
    nullable: true,
    description: 'Of the policy: this version or a later one of the same major; the newest when not said.',
  })
  version?: string | null;

  @Field(() => Int, { nullable: true, description: '0 to 1,000; 0 when not said.' })
  order?: number;
}

@InputType()
export class UpdateAttachmentInput {
  @Field(() => ID)
  id: string;

  @Field(() => Int)
  expectedVersion: number;

  @Field(() => JsonValue, { nullable: true, description: 'Replaces the whole configuration.' })
  configuration?: unknown;

  @Field(() => String, {
    nullable: true,
    description:
      'Another version of the policy, such as one of the next major, which must accept the configuration.',
  })
  version?: string | null;

  @Field(() => Int, { nullable: true })
  order?: number;

  @Field(() => Boolean, { nullable: true })
  enabled?: boolean;
}

@InputType()
export class DetachPolicyInput {
  @Field(() => ID)
  id: string;

  @Field(() => Int)
  expectedVersion: number;
}
