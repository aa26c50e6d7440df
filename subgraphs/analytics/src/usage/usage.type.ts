import 'reflect-metadata';
import { DateTime } from '@apim/kit/scalars';
import { Directive, Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';

export enum UsageGroup {
  API = 'API',
  OPERATION = 'OPERATION',
  APPLICATION = 'APPLICATION',
  STATUS = 'STATUS',
}
registerEnumType(UsageGroup, { name: 'UsageGroup' });

@ObjectType({ description: 'Milliseconds below which the share of requests stayed.' })
@Directive('@tag(name: "public")')
export class Percentiles {
  @Field(() => Float)
  p50: number;

  @Field(() => Float)
  p90: number;

  @Field(() => Float)
  p95: number;

  @Field(() => Float)
  p99: number;
}

@ObjectType()
@Directive('@tag(name: "public")')
export class UsageBucket {
  @Field(() => DateTime)
  start: Date;

  @Field(() => Int)
  requests: number;

  @Field(() => Int)
  errors: number;

  @Field(() => Float)
  p50: number;

  @Field(() => Float)
  p95: number;

  @Field(() => Float)
  p99: number;
}

@ObjectType()
@Directive('@tag(name: "public")')
export class UsageTop {
  @Field(() => String, { description: 'Id, or the status, of the group.' })
  key: string;

  @Field(() => Int)
  requests: number;

  @Field(() => Int)
  errors: number;

  @Field(() => Float)
  p95: number;
}

@ObjectType()
@Directive('@tag(name: "public")')
export class Usage {
  @Field(() => Int)
  requests: number;

  @Field(() => Int, { description: 'Answers of 500 and above.' })
  errors: number;

  @Field(() => Int, { description: 'Answers from 400 to 499.' })
  clientErrors: number;

  @Field(() => Float)
  bytesIn: number;

  @Field(() => Float)
  bytesOut: number;

  @Field(() => Percentiles)
  latency: Percentiles;

  @Field(() => Percentiles, { description: 'Of the requests that reached an upstream.' })
  upstreamLatency: Percentiles;

  @Field(() => [UsageBucket])
  buckets: UsageBucket[];

  @Field(() => [UsageTop], { description: 'The ten groups with the most requests; empty when not grouped.' })
  top: UsageTop[];
}

@InputType()
export class UsageInput {
  @Field(() => ID, { nullable: true })
  projectId?: string;

  @Field(() => ID, { nullable: true })
  apiId?: string;

  @Field(() => ID, { nullable: true })
  applicationId?: string;

  @Field(() => DateTime, { nullable: true, description: 'An hour before the end when not said.' })
  from?: Date;

  @Field(() => DateTime, { nullable: true, description: 'Now when not said.' })
  to?: Date;

  @Field(() => Int, { nullable: true, description: 'Width of a bucket; 60 when not said.' })
  stepSeconds?: number;

  @Field(() => UsageGroup, { nullable: true })
  groupBy?: UsageGroup;
}
