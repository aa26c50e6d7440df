import 'reflect-metadata';
import { JsonValue } from '@apim/kit/scalars';
import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import { Diagnostic } from './diagnostic.type.ts';

@InputType()
@Directive('@inaccessible')
export class CompileOperationInput {
  @Field(() => ID)
  id: string;

  @Field(() => String)
  key: string;

  @Field(() => String)
  method: string;

  @Field(() => String)
  path: string;
}

@InputType()
@Directive('@inaccessible')
export class CompileApiInput {
  @Field(() => ID)
  apiId: string;

  @Field(() => ID)
  projectId: string;

  @Field(() => ID)
  organizationId: string;

  @Field(() => String)
  basePath: string;

  @Field(() => String)
  upstreamPath: string;

  @Field(() => [CompileOperationInput])
  operations: CompileOperationInput[];
}

@ObjectType()
@Directive('@inaccessible')
export class PlacedPlugin {
  @Field(() => String, { description: 'service or route.' })
  place: string;

  @Field(() => ID, { nullable: true, description: 'Whose route; null for the service.' })
  operationId?: string | null;

  @Field(() => String)
  name: string;

  @Field(() => JsonValue)
  config: unknown;

  @Field(() => [String], { description: 'Ids of the attachments that shaped it.' })
  sources: string[];
}

@ObjectType()
@Directive('@inaccessible')
export class CompiledApi {
  @Field(() => [PlacedPlugin])
  plugins: PlacedPlugin[];

  @Field(() => [Diagnostic])
  diagnostics: Diagnostic[];

  @Field(() => String, { description: 'SHA-256 of the plugins; equal content, equal name.' })
  policyVersion: string;
}
