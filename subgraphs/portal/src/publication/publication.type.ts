import 'reflect-metadata';
import { DateTime } from '@apim/kit/scalars';
import { connectionOf } from '@apim/kit/pagination';
import { Directive, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';

/** Who sees a publication: everybody, or the members of the organisation that published it. */
export enum Visibility {
  PUBLIC = 'PUBLIC',
  ORGANIZATION = 'ORGANIZATION',
}
registerEnumType(Visibility, {
  name: 'Visibility',
  description: 'Who sees a publication: everybody, or the members of the organisation that published it.',
});

@ObjectType({ description: 'Where a published API answers in one environment.' })
@Directive('@tag(name: "public")')
export class GatewayUrl {
  @Field(() => String)
  environment: string;

  @Field(() => String)
  url: string;
}

@ObjectType({ description: 'An API as its consumers see it: a snapshot taken when it was published.' })
@Directive('@key(fields: "id")')
export class Publication {
  @Field(() => ID)
  @Directive('@tag(name: "public")')
  id: string;

  @Field(() => String, { description: 'Unique over the installation.' })
  @Directive('@tag(name: "public")')
  slug: string;

  @Field(() => ID, { description: 'What to subscribe to.' })
  @Directive('@tag(name: "public")')
  apiId: string;

  @Field(() => String)
  @Directive('@tag(name: "public")')
  title: string;

  @Field(() => String)
  @Directive('@tag(name: "public")')
  summary: string;

  @Field(() => String, { name: 'version', description: 'The version that the document states.' })
  @Directive('@tag(name: "public")')
  apiVersion: string;

  @Field(() => Visibility)
  @Directive('@tag(name: "public")')
  visibility: Visibility;

  @Field(() => String, { description: 'JSON or YAML.' })
  @Directive('@tag(name: "public")')
  documentFormat: string;

  @Field(() => DateTime)
  @Directive('@tag(name: "public")')
  publishedAt: Date;

  @Field(() => DateTime)
  @Directive('@tag(name: "public")')
  updatedAt: Date;
}

export const PublicationConnection = connectionOf('Publication', () => Publication, ['@tag(name: "public")']);

@InputType()
export class PublishApiInput {
  @Field(() => ID)
  apiId: string;

  @Field(() => String, {
    nullable: true,
    description: 'Up to 500 characters; by default the first paragraph of the API’s description.',
  })
  summary?: string;

  @Field(() => Visibility, {
    nullable: true,
    description: 'ORGANIZATION when an API is published first; what it was when it is published again.',
  })
  visibility?: Visibility;
}

@InputType()
export class UnpublishApiInput {
  @Field(() => ID)
  apiId: string;
}
