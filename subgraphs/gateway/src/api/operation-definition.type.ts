import { JsonValue } from '@apim/kit/scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType({
  description: 'What the document says of an operation, in one form for all versions of OpenAPI.',
})
@Directive('@inaccessible')
export class OperationDefinitionEntry {
  @Field(() => ID)
  operationId: string;

  @Field(() => JsonValue, { nullable: true, description: 'The OperationDefinition of the policy SDK.' })
  definition: unknown;

  @Field(() => String, { nullable: true, description: 'Why there is no definition.' })
  reason: string | null;
}
