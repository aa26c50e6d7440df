import 'reflect-metadata';
import type { RequestContext } from '@apim/kit/context';
import { Arg, Ctx, Directive, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import { PolicyAttachment } from '../attachment/attachment.type.ts';
import { Api } from '../attachment/entities.type.ts';
import type { ScopeAttachmentsService } from '../attachment/scope-attachments.service.ts';
import { PolicyScopeKind } from '../scope-kind.ts';
import type { ExplanationService } from './explanation.service.ts';
import { Explanation } from './explanation.type.ts';

@Resolver(() => Api)
export class ApiResolver {
  constructor(
    private readonly scopeAttachments: ScopeAttachmentsService,
    private readonly explanations: ExplanationService,
  ) {}

  @FieldResolver(() => [PolicyAttachment], {
    nullable: true,
    description: 'What is attached to the API itself.',
  })
  attachments(@Ctx() context: RequestContext, @Root() { id }: Api) {
    return this.scopeAttachments.of(context, PolicyScopeKind.API, id);
  }

  @FieldResolver(() => Explanation, {
    nullable: true,
    description:
      'How requests run: all that is attached from the project down, in the order that Kong will follow.',
  })
  @Directive('@requires(fields: "basePath upstreamUrl operations { id key method path } project { id }")')
  explanation(
    @Ctx() { actor }: RequestContext,
    @Root() api: Api,
    @Arg('operationKey', () => String, { nullable: true }) operationKey?: string,
    @Arg('applicationId', () => ID, { nullable: true, description: 'For requests of this application.' })
    applicationId?: string,
    @Arg('environment', () => String, {
      nullable: true,
      description: 'Adds what is attached to this environment’s gateway.',
    })
    environment?: string,
  ) {
    return this.explanations.explain(actor, api, { operationKey, applicationId, environment });
  }
}
