import type { Actor } from '@apim/kit/actor';
import { notFound } from '@apim/kit/errors';
import type { Attachable } from '../attachment/attachable.ts';
import { storedConfiguration } from '../attachment/check-configuration.ts';
import type { Compiler } from '../compile/compiler.ts';
import type { Diagnostic } from '../compile/diagnostic.type.ts';
import type { ScopeDirectory } from '../scope-directory.ts';
import { PolicyScopeKind } from '../scope-kind.ts';
import type { PolicyPreview, PolicyPreviewInput } from './preview.type.ts';

/** Compiles one policy with a configuration that nobody attached. */
export class PreviewService {
  constructor(
    private readonly compiler: Compiler,
    private readonly attachable: Attachable,
    private readonly directory: ScopeDirectory,
  ) {}

  /** Needs policy:read in the project; what is wrong with the configuration is an answer, not an error. */
  async preview(
    actor: Actor,
    { projectId, configuration, ...input }: PolicyPreviewInput,
  ): Promise<PolicyPreview> {
    const { organizationId } = actor;
    const place = await this.directory.find(PolicyScopeKind.PROJECT, projectId, organizationId);
    if (!place || !actor.can('policy:read', { organizationId, projectId })) {
      throw notFound('Project', projectId, 'input.projectId');
    }
    const wanted = { policy: input.policy, version: input.version ?? undefined };
    const { name, version } = await this.attachable.find(place, wanted);
    storedConfiguration(configuration);
    const { steps, diagnostics } = await this.compiler.run(
      { organizationId, projectId },
      { kind: 'preview', attachment: { policy: name, version, configuration } },
    );
    return {
      version,
      plugins: steps.map(({ phase, plugin, summary, configuration: compiled }) => ({
        phase,
        plugin,
        summary,
        configuration: compiled,
      })),
      issues: diagnostics.map((issue) => ({ ...issue, attachmentId: null })) as Diagnostic[],
    };
  }
}
