import 'reflect-metadata';
import { DateTime } from '@apim/kit/scalars';
import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';

/** Whether an environment is reached from the internet. */
export enum EnvironmentAudience {
  INTERNAL = 'INTERNAL',
  PUBLIC = 'PUBLIC',
}
registerEnumType(EnvironmentAudience, { name: 'EnvironmentAudience' });

/** How a Kong keeps its configuration. */
export enum GatewayMode {
  DATABASE = 'DATABASE',
  DBLESS = 'DBLESS',
}
registerEnumType(GatewayMode, { name: 'GatewayMode' });

export enum HealthStatus {
  UP = 'UP',
  DOWN = 'DOWN',
}
registerEnumType(HealthStatus, { name: 'HealthStatus' });

@ObjectType({ description: 'What a gateway’s Admin API said when it was last asked.' })
export class GatewayHealth {
  @Field(() => HealthStatus)
  status: HealthStatus;

  @Field(() => String, { nullable: true })
  version: string | null;

  @Field(() => String, { nullable: true })
  error: string | null;

  @Field(() => DateTime)
  checkedAt: Date;
}

/** A Kong that serves an environment. */
@ObjectType()
@Directive('@key(fields: "id")')
export class Gateway {
  environmentId: string;
  adminUrl: string;

  @Field(() => ID)
  id: string;

  @Field(() => String)
  name: string;

  @Field(() => GatewayMode)
  mode: GatewayMode;

  @Field(() => String)
  proxyUrl: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'Units that differed from their last good state at the last full comparison; null before the first.',
  })
  driftedUnits: number | null;
}

/** A stage such as DEV, STG or PRD, served by one gateway or more. */
@ObjectType()
@Directive('@key(fields: "id")')
export class Environment {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  name: string;

  @Field(() => EnvironmentAudience)
  audience: EnvironmentAudience;
}

@ObjectType({ description: 'What other managers need to know of a gateway.' })
@Directive('@inaccessible')
export class GatewayReference {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  name: string;

  @Field(() => String)
  environmentName: string;

  @Field(() => String)
  proxyUrl: string;
}

@InputType()
export class CreateEnvironmentInput {
  @Field(() => String, { description: '2 to 40 letters, digits, hyphens and underscores, such as DEV.' })
  name: string;

  @Field(() => EnvironmentAudience)
  audience: EnvironmentAudience;
}

@InputType()
export class CreateGatewayInput {
  @Field(() => String, { description: 'Name of the environment.' })
  environment: string;

  @Field(() => String)
  name: string;

  @Field(() => String, { description: 'Where the Admin API answers.' })
  adminUrl: string;

  @Field(() => String, { description: 'Where clients reach the gateway.' })
  proxyUrl: string;

  @Field(() => GatewayMode)
  mode: GatewayMode;
}
