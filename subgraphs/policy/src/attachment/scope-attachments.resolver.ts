import 'reflect-metadata';
import type { RequestContext } from '@apim/kit/context';
import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { PolicyScopeKind } from '../scope-kind.ts';
import { PolicyAttachment } from './attachment.type.ts';
import { Application, Operation, Project } from './entities.type.ts';
import type { ScopeAttachmentsService } from './scope-attachments.service.ts';

@Resolver(() => Project)
export class ProjectAttachmentsResolver {
  constructor(private readonly service: ScopeAttachmentsService) {}

  @FieldResolver(() => [PolicyAttachment], {
    nullable: true,
    description: 'What is attached to the project itself.',
  })
  attachments(@Ctx() context: RequestContext, @Root() { id }: Project) {
    return this.service.of(context, PolicyScopeKind.PROJECT, id);
  }
}

@Resolver(() => Operation)
export class OperationAttachmentsResolver {
  constructor(private readonly service: ScopeAttachmentsService) {}

  @FieldResolver(() => [PolicyAttachment], {
    nullable: true,
    description: 'What is attached to the operation itself.',
  })
  attachments(@Ctx() context: RequestContext, @Root() { id }: Operation) {
    return this.service.of(context, PolicyScopeKind.OPERATION, id);
  }
}

@Resolver(() => Application)
export class ApplicationAttachmentsResolver {
  constructor(private readonly service: ScopeAttachmentsService) {}

  @FieldResolver(() => [PolicyAttachment], {
    nullable: true,
    description: 'What its own organisation attached to the application, for that organisation’s APIs.',
  })
  attachments(@Ctx() context: RequestContext, @Root() { id }: Application) {
    return this.service.of(context, PolicyScopeKind.APPLICATION, id);
  }
}
