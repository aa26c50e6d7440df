import 'reflect-metadata';
import { DateTime, JsonValue } from '@apim/kit/scalars';
import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';

export enum PolicyVersionState {
  DRAFT = 'DRAFT',
  PUBLISHED = 'PUBLISHED',
  DEPRECATED = 'DEPRECATED',
}
registerEnumType(PolicyVersionState, {
  name: 'PolicyVersionState',
  description:
    'A draft may be replaced and not be attached, what is published never changes, what is deprecated still holds, with a warning.',
});

@ObjectType({
  description: 'A version of a policy; attachments keep theirs, which later ones of the same major serve.',
})
export class PolicyVersion {
  @Field(() => String)
  version: string;

  @Field(() => PolicyVersionState)
  state: PolicyVersionState;

  @Field(() => String, { nullable: true, description: 'What to do instead of a deprecated version.' })
  instead: string | null;

  @Field(() => String, { nullable: true, description: 'The source of a project’s own policy.' })
  source: string | null;

  @Field(() => DateTime, { nullable: true })
  publishedAt: Date | null;
}

@InputType()
export class PublishPolicyInput {
  @Field(() => ID)
  projectId: string;

  @Field(() => String, { description: 'policy.ts: one file that imports @apim/sdk and zod alone.' })
  source: string;

  @Field(() => JsonValue, {
    description:
      'What the package says of itself: name, version and whatever else of the definition; refused where the source says otherwise.',
  })
  manifest: unknown;

  @Field(() => Boolean, { nullable: true, description: 'Keeps it as a draft that can be replaced.' })
  draft?: boolean | null;
}

@InputType()
export class DeprecatePolicyVersionInput {
  @Field(() => ID)
  projectId: string;

  @Field(() => String)
  name: string;

  @Field(() => String)
  version: string;

  @Field(() => String, { description: 'What to do instead, told to whoever has it attached.' })
  instead: string;
}

@InputType()
export class DeletePolicyVersionInput {
  @Field(() => ID)
  projectId: string;

  @Field(() => String)
  name: string;

  @Field(() => String)
  version: string;
}
