import { buildSubgraph, containerOf } from '@apim/kit/subgraph';
import type { PolicyRegistry } from '@apim/sdk';
import { registry as builtIn } from '@apim/policies/registry';
import { Attachable } from './attachment/attachable.ts';
import { AttachmentResolver } from './attachment/attachment.resolver.ts';
import { AttachmentService } from './attachment/attachment.service.ts';
import { Api, Application, Operation, Project } from './attachment/entities.type.ts';
import {
  ApplicationAttachmentsResolver,
  OperationAttachmentsResolver,
  ProjectAttachmentsResolver,
} from './attachment/scope-attachments.resolver.ts';
import { ScopeAttachmentsService } from './attachment/scope-attachments.service.ts';
import { CompileResolver } from './compile/compile.resolver.ts';
import { CompileService } from './compile/compile.service.ts';
import { Compiler } from './compile/compiler.ts';
import type { Database } from './database.ts';
import { ApiResolver } from './explanation/api.resolver.ts';
import { ExplanationService } from './explanation/explanation.service.ts';
import { CatalogueService } from './library/catalogue.service.ts';
import { LibraryResolver } from './library/library.resolver.ts';
import { LibraryService } from './library/library.service.ts';
import { OwnPolicies } from './own-policy/own-policies.ts';
import { OwnPolicyResolver } from './own-policy/own-policy.resolver.ts';
import { OwnPolicyService } from './own-policy/own-policy.service.ts';
import { PreviewResolver } from './preview/preview.resolver.ts';
import { PreviewService } from './preview/preview.service.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import type { ScopeDirectory } from './scope-directory.ts';

/** What the services work with. */
export interface PolicyResources {
  database: Database;
  directory: ScopeDirectory;
  registry: PolicyRegistry;
  sandbox: Sandbox;
}

/** The policy manager's executable schema and its SDL. */
export function buildPolicySchema({ database, directory, registry, sandbox }: PolicyResources) {
  const library = new LibraryService(registry);
  const own = new OwnPolicies(database, registry);
  const ownPolicies = new OwnPolicyService(database, registry, directory, sandbox);
  const catalogue = new CatalogueService(library, ownPolicies);
  const compiler = new Compiler(registry, own, sandbox, directory);
  const attachable = new Attachable(registry, own, compiler);
  const scopeAttachments = new ScopeAttachmentsService(database);
  return buildSubgraph({
    resolvers: [
      LibraryResolver,
      AttachmentResolver,
      ProjectAttachmentsResolver,
      OperationAttachmentsResolver,
      ApplicationAttachmentsResolver,
      ApiResolver,
      CompileResolver,
      OwnPolicyResolver,
      PreviewResolver,
    ],
    orphanedTypes: [Project, Operation, Application, Api],
    references: {
      Policy: ({ name }, { actor }) => library.byName(actor, String(name)),
      PolicyAttachment: ({ id }, context) => scopeAttachments.byId(context, id),
      Project: ({ id }) => ({ id }),
      Operation: ({ id }) => ({ id }),
      Application: ({ id }) => ({ id }),
      Api: (representation) => representation,
    },
    container: containerOf(
      new LibraryResolver(catalogue),
      new AttachmentResolver(new AttachmentService(database, attachable, directory), catalogue),
      new ProjectAttachmentsResolver(scopeAttachments),
      new OperationAttachmentsResolver(scopeAttachments),
      new ApplicationAttachmentsResolver(scopeAttachments),
      new ApiResolver(scopeAttachments, new ExplanationService(database, compiler, directory)),
      new CompileResolver(new CompileService(database, compiler)),
      new OwnPolicyResolver(ownPolicies),
      new PreviewResolver(new PreviewService(compiler, attachable, directory)),
    ),
  });
}

/** The SDL alone; needs no database. */
export async function printSdl(): Promise<string> {
  const { sdl } = await buildPolicySchema({ registry: builtIn } as PolicyResources);
  return sdl;
}
