import 'reflect-metadata';
import { JsonValue } from '@apim/kit/scalars';
import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { Diagnostic } from '../compile/diagnostic.type.ts';

@InputType()
export class PolicyPreviewInput {
  @Field(() => ID, { description: 'The name of a policy.' })
  policy: string;

  @Field(() => ID)
  projectId: string;

  @Field(() => JsonValue)
  configuration: unknown;

  @Field(() => String, { nullable: true, description: 'The newest when not said.' })
  version?: string | null;
}

@ObjectType()
export class PreviewedPlugin {
  @Field(() => String, { description: 'Kong’s phase.' })
  phase: string;

  @Field(() => String, { description: 'Kong’s plugin.' })
  plugin: string;

  @Field(() => String)
  summary: string;

  @Field(() => JsonValue, { description: 'As Kong would get it.' })
  configuration: unknown;
}

@ObjectType({ description: 'What a policy would be on its own, ahead of attaching it.' })
export class PolicyPreview {
  @Field(() => String, { description: 'The version that would be attached.' })
  version: string;

  @Field(() => [PreviewedPlugin], {
    description: 'In the order of the gateway; none when something is wrong.',
  })
  plugins: PreviewedPlugin[];

  @Field(() => [Diagnostic], { description: 'With paths into the configuration.' })
  issues: Diagnostic[];
}
