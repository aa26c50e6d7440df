import { buildSubgraph, containerOf } from '@apim/kit/subgraph';
import type { PolicyRegistry } from '@apim/sdk';
import { registry as builtIn } from '@apim/policies/registry';
import { AttachmentResolver } from './attachment/attachment.resolver.ts';
import { AttachmentService } from './attachment/attachment.service.ts';
import { Api, Operation, Project } from './attachment/entities.type.ts';
import {
  OperationAttachmentsResolver,
  ProjectAttachmentsResolver,
} from './attachment/scope-attachments.resolver.ts';
import { ScopeAttachmentsService } from './attachment/scope-attachments.service.ts';
import { CompileResolver } from './compile/compile.resolver.ts';
import { CompileService } from './compile/compile.service.ts';
import type { Database } from './database.ts';
import { ApiResolver } from './explanation/api.resolver.ts';
import { ExplanationService } from './explanation/explanation.service.ts';
import { LibraryResolver } from './library/library.resolver.ts';
import { LibraryService } from './library/library.service.ts';
import type { ScopeDirectory } from './scope-directory.ts';

/** What the services work with. */
export interface PolicyResources {
  database: Database;
  directory: ScopeDirectory;
  registry: PolicyRegistry;
}

/** The policy manager's executable schema and its SDL. */
export function buildPolicySchema({ database, directory, registry }: PolicyResources) {
  const library = new LibraryService(registry);
  const scopeAttachments = new ScopeAttachmentsService(database);
  return buildSubgraph({
    resolvers: [
      LibraryResolver,
      AttachmentResolver,
      ProjectAttachmentsResolver,
      OperationAttachmentsResolver,
      ApiResolver,
      CompileResolver,
    ],
    orphanedTypes: [Project, Operation, Api],
    references: {
      Policy: ({ name }, { actor }) => library.byName(actor, String(name)),
      PolicyAttachment: ({ id }, context) => scopeAttachments.byId(context, id),
      Project: ({ id }) => ({ id }),
      Operation: ({ id }) => ({ id }),
      Api: (representation) => representation,
    },
    container: containerOf(
      new LibraryResolver(library),
      new AttachmentResolver(new AttachmentService(database, registry, directory), library),
      new ProjectAttachmentsResolver(scopeAttachments),
      new OperationAttachmentsResolver(scopeAttachments),
      new ApiResolver(scopeAttachments, new ExplanationService(database, registry)),
      new CompileResolver(new CompileService(database, registry)),
    ),
  });
}

/** The SDL alone; needs no database. */
export async function printSdl(): Promise<string> {
  const { sdl } = await buildPolicySchema({ registry: builtIn } as PolicyResources);
  return sdl;
}
