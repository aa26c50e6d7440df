import 'reflect-metadata';
import type { RequestContext } from '@apim/kit/context';
import { JsonValue } from '@apim/kit/scalars';
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { CatalogueService } from '../library/catalogue.service.ts';
import { Policy } from '../library/policy.type.ts';
import type { PolicyAttachment as AttachmentRow } from '../prisma/client.ts';
import { scopeOfRow } from '../scope-kind.ts';
import type { AttachmentService } from './attachment.service.ts';
import {
  AttachPolicyInput,
  DetachPolicyInput,
  PolicyAttachment,
  PolicyScope,
  UpdateAttachmentInput,
} from './attachment.type.ts';

@Resolver(() => PolicyAttachment)
export class AttachmentResolver {
  constructor(
    private readonly service: AttachmentService,
    private readonly catalogue: CatalogueService,
  ) {}

  @Query(() => PolicyAttachment, { nullable: true })
  attachment(@Ctx() { actor }: RequestContext, @Arg('id', () => ID) id: string) {
    return this.service.find(actor, id);
  }

  @FieldResolver(() => Policy, { nullable: true, description: 'Null when there is none any more.' })
  policy(@Ctx() context: RequestContext, @Root() row: AttachmentRow) {
    return this.catalogue.ofAttachment(context, row);
  }

  @FieldResolver(() => PolicyScope)
  scope(@Root() row: AttachmentRow): PolicyScope {
    return scopeOfRow(row);
  }

  @FieldResolver(() => JsonValue)
  configuration(@Root() { configuration }: AttachmentRow): unknown {
    return JSON.parse(configuration);
  }

  @Mutation(() => PolicyAttachment)
  attachPolicy(
    @Ctx() { actor }: RequestContext,
    @Arg('input', () => AttachPolicyInput) input: AttachPolicyInput,
  ) {
    return this.service.attach(actor, input);
  }

  @Mutation(() => PolicyAttachment)
  updateAttachment(
    @Ctx() { actor }: RequestContext,
    @Arg('input', () => UpdateAttachmentInput) input: UpdateAttachmentInput,
  ) {
    return this.service.update(actor, input);
  }

  @Mutation(() => Boolean)
  detachPolicy(
    @Ctx() { actor }: RequestContext,
    @Arg('input', () => DetachPolicyInput) input: DetachPolicyInput,
  ) {
    return this.service.detach(actor, input);
  }
}
