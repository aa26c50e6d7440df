import 'reflect-metadata';
import { connectionOf } from '@apim/kit/pagination';
import { DateTime } from '@apim/kit/scalars';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'One call through a gateway.' })
export class LogEntry {
  @Field(() => ID)
  id: string;

  @Field(() => DateTime)
  at: Date;

  @Field(() => String)
  method: string;

  @Field(() => String, { description: 'Without the query.' })
  path: string;

  @Field(() => Int)
  status: number;

  @Field(() => Int)
  latencyMs: number;

  @Field(() => Int, { nullable: true, description: 'Null when the gateway answered by itself.' })
  upstreamLatencyMs: number | null;

  @Field(() => ID, { nullable: true })
  apiId: string | null;

  @Field(() => ID, { nullable: true })
  operationId: string | null;

  @Field(() => ID, { nullable: true })
  applicationId: string | null;

  @Field(() => String)
  clientAddress: string;

  @Field(() => String, { description: 'As the caller got it in X-Kong-Request-Id.' })
  requestId: string;

  @Field(() => Int)
  bytesOut: number;
}

export const LogEntryConnection = connectionOf('LogEntry', () => LogEntry);

@InputType()
export class LogsInput {
  @Field(() => ID, { nullable: true })
  projectId?: string;

  @Field(() => ID, { nullable: true })
  apiId?: string;

  @Field(() => ID, { nullable: true })
  applicationId?: string;

  @Field(() => Int, { nullable: true })
  status?: number;

  @Field(() => DateTime, { nullable: true, description: 'A day before the end when not said.' })
  from?: Date;

  @Field(() => DateTime, { nullable: true, description: 'Now when not said.' })
  to?: Date;
}
