import type { Actor } from '@apim/kit/actor';
import { notFound } from '@apim/kit/errors';
import {
  bundleHash,
  compileApi,
  compileConsumers,
  type CompileAttachment,
  type CompileConsumer,
  type CompiledConsumer,
  type Diagnostic,
  type PolicyRegistry,
} from '@apim/sdk';
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
    const attachments = await effectiveAttachments(this.database, { organizationId, projectId, apiId });
    const compileInput = {
      api: { id: apiId, projectId, organizationId, basePath, upstreamPath },
      operations,
      attachments,
      registry: this.registry,
      gatewayId: input.gatewayId ?? undefined,
    };
    const { plugins, diagnostics, trustedIssuers, upstreams } = compileApi(compileInput);
    const consumers = compileConsumers(compileInput, applicationsOf(attachments));
    return {
      plugins,
      consumers,
      trustedIssuers,
      upstreams,
      diagnostics: [...diagnostics, ...consumers.flatMap(onlyForCaller)],
      policyVersion: bundleHash({ plugins, consumers }),
    };
  }
}

/** Every application to which something is attached. */
function applicationsOf(attachments: readonly CompileAttachment[]): CompileConsumer[] {
  const ids = attachments.flatMap(({ scope }) => (scope.kind === 'application' ? [scope.id] : []));
  return [...new Set(ids)].sort().map((applicationId) => ({ applicationId }));
}

/** What is wrong for one caller closes the API to that caller, and holds up nobody else. */
function onlyForCaller({ applicationId, diagnostics }: CompiledConsumer): Diagnostic[] {
  return diagnostics
    .filter(({ severity }) => severity === 'ERROR')
    .map((diagnostic) => ({
      ...diagnostic,
      severity: 'WARNING',
      message: `the API is closed to application ${applicationId}: ${diagnostic.message}`,
    }));
}
