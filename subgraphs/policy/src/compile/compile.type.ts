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

  @Field(() => ID, {
    nullable: true,
    description: 'The gateway whose own attachments hold too; without it there are none.',
  })
  gatewayId?: string | null;
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
export class CompiledConsumer {
  @Field(() => ID)
  applicationId: string;

  @Field(() => [PlacedPlugin])
  plugins: PlacedPlugin[];
}

@ObjectType()
@Directive('@inaccessible')
export class TrustedIssuer {
  @Field(() => String)
  issuer: string;

  @Field(() => String)
  jwksUrl: string;

  @Field(() => String, { description: 'Of the consumer that holds the issuer’s keys.' })
  group: string;
}

@ObjectType()
@Directive('@inaccessible')
export class PolicyUpstream {
  @Field(() => ID, { nullable: true })
  attachmentId: string | null;

  @Field(() => String)
  name: string;

  @Field(() => String)
  url: string;
}

@ObjectType()
@Directive('@inaccessible')
export class CompiledApi {
  @Field(() => [PlacedPlugin])
  plugins: PlacedPlugin[];

  @Field(() => [CompiledConsumer], { description: 'What single applications get beyond the plugins.' })
  consumers: CompiledConsumer[];

  @Field(() => Boolean, { description: 'Whether anything that is attached to the gateway holds here.' })
  ofGateway: boolean;

  @Field(() => [TrustedIssuer], { description: 'Whose keys the gateway is to hold.' })
  trustedIssuers: TrustedIssuer[];

  @Field(() => [PolicyUpstream], { description: 'Addresses to check before anything is written.' })
  upstreams: PolicyUpstream[];

  @Field(() => [Diagnostic])
  diagnostics: Diagnostic[];

  @Field(() => String, { description: 'SHA-256 of the plugins; equal content, equal name.' })
  policyVersion: string;
}
