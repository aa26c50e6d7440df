import type { Actor } from '@apim/kit/actor';
import { notFound } from '@apim/kit/errors';
import { bundleHash, compileApi, type PolicyRegistry } from '@apim/sdk';
import type { Database } from '../database.ts';
import type { CompileApiInput } from './compile.type.ts';
import { effectiveAttachments } from './effective-attachments.ts';

/** Compiles what is attached into plugins, for the manager that writes to gateways. */
export class CompileService {
  constructor(
    private readonly database: Database,
    private readonly registry: PolicyRegistry,
  ) {}

  /** Deterministic: the same attachments and operations give the same plugins and the same `policyVersion`. */
  async compile(actor: Actor, input: CompileApiInput) {
    const { apiId, projectId, organizationId, basePath, upstreamPath, operations } = input;
    actor.require('system:desired-state');
    if (actor.claims.org && actor.claims.org !== organizationId) throw notFound('Api', apiId);
    const { plugins, diagnostics } = compileApi({
      api: { id: apiId, projectId, organizationId, basePath, upstreamPath },
      operations,
      attachments: await effectiveAttachments(this.database, { organizationId, projectId, apiId }),
      registry: this.registry,
    });
    return { plugins, diagnostics, policyVersion: bundleHash(plugins) };
  }
}
