import 'reflect-metadata';
import { JsonValue } from '@apim/kit/scalars';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { PolicyVersion } from '../own-policy/own-policy.type.ts';
import { PolicyScopeKind } from '../scope-kind.ts';

export enum PolicyDirection {
  INBOUND = 'INBOUND',
  OUTBOUND = 'OUTBOUND',
}
registerEnumType(PolicyDirection, {
  name: 'PolicyDirection',
  description: 'Whether a policy acts on requests or on answers.',
});

@ObjectType()
export class PolicyExample {
  @Field(() => String)
  title: string;

  @Field(() => JsonValue)
  configuration: unknown;
}

@ObjectType({ description: 'A policy of the library or of a project, in the version to attach.' })
@Directive('@key(fields: "name")')
export class Policy {
  @Field(() => ID)
  name: string;

  @Field(() => String)
  version: string;

  @Field(() => String)
  title: string;

  @Field(() => String)
  summary: string;

  @Field(() => PolicyDirection)
  direction: PolicyDirection;

  @Field(() => [PolicyScopeKind])
  scopes: PolicyScopeKind[];

  @Field(() => JsonValue, { description: 'JSON Schema (2020-12) of the configuration.' })
  configurationSchema: unknown;

  @Field(() => [PolicyExample])
  examples: PolicyExample[];

  @Field(() => ID, { nullable: true, description: 'Whose own policy it is; null for the library.' })
  projectId: string | null;

  @Field(() => String, { nullable: true, description: 'What to do instead, once the version is deprecated.' })
  deprecated: string | null;

  @Field(() => [PolicyVersion], { description: 'Newest first.' })
  versions: PolicyVersion[];
}
