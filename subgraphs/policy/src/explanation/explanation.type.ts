import 'reflect-metadata';
import { JsonValue } from '@apim/kit/scalars';
import { Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Diagnostic } from '../compile/diagnostic.type.ts';

export enum PolicyOriginKind {
  PLATFORM = 'PLATFORM',
  GATEWAY = 'GATEWAY',
  PROJECT = 'PROJECT',
  API = 'API',
  OPERATION = 'OPERATION',
  APPLICATION = 'APPLICATION',
}
registerEnumType(PolicyOriginKind, { name: 'PolicyOriginKind' });

export enum PolicyRelation {
  OWN = 'OWN',
  INHERITED = 'INHERITED',
  MERGED = 'MERGED',
  OVERRIDDEN = 'OVERRIDDEN',
}
registerEnumType(PolicyRelation, { name: 'PolicyRelation' });

@ObjectType()
export class PolicyOrigin {
  @Field(() => PolicyOriginKind)
  kind: PolicyOriginKind;

  @Field(() => ID)
  id: string;
}

@ObjectType({ description: 'One attachment’s part in what runs; steps with one order run as one.' })
export class ExplainedStep {
  @Field(() => Int)
  order: number;

  @Field(() => String, { description: 'Kong’s phase.' })
  phase: string;

  @Field(() => String, { description: 'Kong’s plugin.' })
  plugin: string;

  @Field(() => String, { nullable: true, description: 'Null for the platform’s own code.' })
  policy: string | null;

  @Field(() => ID, { nullable: true })
  attachmentId: string | null;

  @Field(() => PolicyOrigin)
  origin: PolicyOrigin;

  @Field(() => PolicyRelation)
  relation: PolicyRelation;

  @Field(() => Boolean, { description: 'Whether a more specific attachment leaves it without effect.' })
  shadowed: boolean;

  @Field(() => String)
  summary: string;

  @Field(() => JsonValue, { description: 'As Kong gets it; of a shadowed attachment, its own.' })
  configuration: unknown;
}

@ObjectType()
export class OperationExplanation {
  @Field(() => ID)
  operationId: string;

  @Field(() => String)
  key: string;

  @Field(() => [ExplainedStep])
  steps: ExplainedStep[];
}

@ObjectType({ description: 'How requests to an API run, in the order that Kong will follow.' })
export class Explanation {
  @Field(() => ID)
  apiId: string;

  @Field(() => [OperationExplanation])
  operations: OperationExplanation[];

  @Field(() => [Diagnostic])
  diagnostics: Diagnostic[];
}
