import 'reflect-metadata';
import { DateTime } from '@apim/kit/scalars';
import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Environment, Gateway } from '../environment/environment.type.ts';

export enum DeploymentStatus {
  PENDING = 'PENDING',
  SYNCED = 'SYNCED',
  FAILED = 'FAILED',
}
registerEnumType(DeploymentStatus, { name: 'DeploymentStatus' });

export enum ConditionStatus {
  TRUE = 'TRUE',
  FALSE = 'FALSE',
}
registerEnumType(ConditionStatus, { name: 'ConditionStatus' });

export enum ChangeAction {
  CREATE = 'CREATE',
  UPDATE = 'UPDATE',
  DELETE = 'DELETE',
}
registerEnumType(ChangeAction, { name: 'ChangeAction' });

@ObjectType({ description: 'One step of a deployment at one gateway: Written, Restored or Observed.' })
export class DeploymentCondition {
  @Field(() => String)
  type: string;

  @Field(() => ConditionStatus)
  status: ConditionStatus;

  @Field(() => String, { nullable: true })
  message: string | null;

  @Field(() => DateTime)
  at: Date;
}

@ObjectType()
export class DeploymentError {
  @Field(() => String)
  code: string;

  @Field(() => String)
  message: string;

  @Field(() => String, { nullable: true, description: 'Kind and name of the entity that a gateway refused.' })
  entity: string | null;
}

/** One attempt to bring an API to an environment. */
@ObjectType()
@Directive('@key(fields: "id")')
export class Deployment {
  apiId: string;
  environmentId: string;
  revisionId: string;

  @Field(() => ID)
  id: string;

  @Field(() => DeploymentStatus)
  status: DeploymentStatus;

  @Field(() => Int, { description: 'Counts the deployments of the API to the environment.' })
  generation: number;

  @Field(() => Int, {
    nullable: true,
    description: 'The generation, once every proxy of the environment serves it; null before.',
  })
  observedGeneration: number | null;

  @Field(() => [DeploymentCondition])
  conditions: DeploymentCondition[];

  @Field(() => DeploymentError, { nullable: true })
  error: DeploymentError | null;

  @Field(() => Int, {
    description:
      'Writing requests to Admin APIs that succeeded. More than the changes of the plan: the generation marker is one, and a route with plugins of its own is opened by one more, once they are in place.',
  })
  writes: number;

  @Field(() => DateTime)
  createdAt: Date;
}

@ObjectType()
export class PlannedChange {
  @Field(() => ChangeAction)
  action: ChangeAction;

  @Field(() => String)
  kind: string;

  @Field(() => String, { description: 'With the key of the operation concerned, such as GET /orders/{id}.' })
  name: string;

  @Field(() => ID, { description: 'In the gateway.' })
  id: string;

  @Field(() => [String], { description: 'Fields that an update changes.' })
  fields: string[];
}

@ObjectType()
export class PlanDiagnostic {
  @Field(() => String, { description: 'ERROR or WARNING.' })
  severity: string;

  @Field(() => String)
  code: string;

  @Field(() => String)
  message: string;

  @Field(() => String, { nullable: true })
  path: string | null;

  @Field(() => ID, { nullable: true })
  attachmentId: string | null;
}

@ObjectType({ description: 'What a deployment would change now.' })
export class DeploymentPlan {
  @Field(() => Environment)
  environment: Environment;

  @Field(() => Gateway)
  gateway: Gateway;

  @Field(() => String, { description: 'Of the bundle: the name of the revision that would be made.' })
  hash: string;

  @Field(() => [PlannedChange])
  changes: PlannedChange[];

  @Field(() => [PlanDiagnostic])
  diagnostics: PlanDiagnostic[];
}

@InputType()
export class DeployApiInput {
  @Field(() => ID)
  apiId: string;

  @Field(() => String, { description: 'Name, such as DEV.' })
  environment: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Refuses with EDIT_CONFLICT when the API has another revision.',
  })
  expectedRevision?: number;
}

@InputType()
export class UndeployApiInput {
  @Field(() => ID)
  apiId: string;

  @Field(() => String)
  environment: string;
}
