import 'reflect-metadata';
import { connectionOf } from '@apim/kit/pagination';
import { DateTime } from '@apim/kit/scalars';
import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';

export enum ApiState {
  DRAFT = 'DRAFT',
  PUBLISHED = 'PUBLISHED',
  DEPRECATED = 'DEPRECATED',
  RETIRED = 'RETIRED',
}
registerEnumType(ApiState, { name: 'ApiState' });

/** The tenant manager's project; this manager adds its APIs. */
@ObjectType()
@Directive('@key(fields: "id")')
export class Project {
  @Field(() => ID)
  id: string;
}

/** An API of a project, as its OpenAPI document describes it. */
@ObjectType()
@Directive('@key(fields: "id")')
export class Api {
  organizationId: string;
  projectId: string;

  @Field(() => ID)
  id: string;

  @Field(() => String)
  name: string;

  @Field(() => String, { description: 'Unique in the project.' })
  slug: string;

  @Field(() => String, { description: 'The version that the document states.' })
  version: string;

  @Field(() => String)
  title: string;

  @Field(() => String, { nullable: true })
  description: string | null;

  @Field(() => ApiState)
  state: ApiState;

  @Field(() => String, { description: 'Path on the gateways; unique over the installation.' })
  basePath: string;

  @Field(() => String)
  upstreamUrl: string;

  @Field(() => String, { description: 'JSON or YAML.' })
  documentFormat: string;

  @Field(() => Int, { description: 'Counts changes; send it back as expectedRevision.' })
  revision: number;

  @Field(() => DateTime)
  createdAt: Date;

  @Field(() => DateTime)
  updatedAt: Date;
}

export const ApiConnection = connectionOf('Api', () => Api);

@ObjectType()
@Directive('@key(fields: "id")')
export class Operation {
  apiId: string;

  @Field(() => ID)
  id: string;

  @Field(() => String, { description: 'Such as GET /customers/{id}.' })
  key: string;

  @Field(() => String)
  method: string;

  @Field(() => String)
  path: string;

  @Field(() => String, { nullable: true })
  operationId: string | null;

  @Field(() => String, { nullable: true })
  summary: string | null;

  @Field(() => Boolean)
  deprecated: boolean;
}

/** A state of an API that was deployed once: named by its content, never changed. */
@ObjectType()
@Directive('@key(fields: "id")')
export class Revision {
  apiId: string;

  @Field(() => ID)
  id: string;

  @Field(() => Int)
  number: number;

  @Field(() => String, { description: 'SHA-256 of the bundle.' })
  hash: string;

  @Field(() => DateTime)
  createdAt: Date;
}

@InputType()
export class ImportApiInput {
  @Field(() => ID)
  projectId: string;

  @Field(() => String, { description: 'OpenAPI 3.0 to 3.2 or Swagger 2.0, JSON or YAML, up to 32 MB.' })
  document: string;

  @Field(() => String, {
    nullable: true,
    description: 'Short name; an API that has it is updated. From the title when absent.',
  })
  slug?: string;

  @Field(() => String, { nullable: true, description: 'The document’s title when absent.' })
  name?: string;

  @Field(() => String, { nullable: true, description: '/<slug> when absent.' })
  basePath?: string;

  @Field(() => String, { nullable: true, description: 'The document’s first absolute server when absent.' })
  upstreamUrl?: string;
}

@ObjectType()
export class ImportedApi {
  @Field(() => Api)
  api: Api;

  @Field(() => Boolean)
  created: boolean;

  @Field(() => [String])
  operationsAdded: string[];

  @Field(() => [String])
  operationsRemoved: string[];

  @Field(() => [String])
  warnings: string[];
}

@InputType()
export class UpdateApiInput {
  @Field(() => ID)
  id: string;

  @Field(() => Int)
  expectedRevision: number;

  @Field(() => String, { nullable: true })
  name?: string;

  @Field(() => String, { nullable: true })
  upstreamUrl?: string;
}
