import { DateTime } from '@apim/kit/scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

/** A tenant. Its id, slug and name are part of the public contract, since a signed-in visitor sees their own. */
@ObjectType()
@Directive('@key(fields: "id")')
export class Organization {
  @Field(() => ID)
  @Directive('@tag(name: "public")')
  id: string;

  @Field(() => String)
  @Directive('@tag(name: "public")')
  slug: string;

  @Field(() => String)
  @Directive('@tag(name: "public")')
  name: string;

  @Field(() => DateTime)
  createdAt: Date;
}
