import type { Actor } from '@apim/kit/actor';
import { notFound } from '@apim/kit/errors';
import type { Database } from '../database.ts';
import type { CompileApiInput } from './compile.type.ts';
import type { Compiler } from './compiler.ts';
import { effectiveAttachments } from './effective-attachments.ts';

/** Compiles what is attached into plugins, for the manager that writes to gateways. */
export class CompileService {
  constructor(
    private readonly database: Database,
    private readonly compiler: Compiler,
  ) {}

  /** Deterministic: the same attachments and operations give the same plugins and the same `policyVersion`. */
  async compile(actor: Actor, input: CompileApiInput) {
    const { apiId, projectId, organizationId, basePath, upstreamPath, operations } = input;
    actor.require('system:desired-state');
    if (actor.claims.org && actor.claims.org !== organizationId) throw notFound('Api', apiId);
    const gatewayId = input.gatewayId ?? undefined;
    const place = { organizationId, projectId, apiId, gatewayId };
    const attachments = await effectiveAttachments(this.database, place);
    const api = { id: apiId, projectId, organizationId, basePath, upstreamPath };
    const ofGateway = attachments.some(({ scope }) => scope.kind === 'gateway');
    // Gateways that have nothing of their own ask for the same.
    const taskInput = { api, operations, attachments, ...(ofGateway && { gatewayId }) };
    const compiled = await this.compiler.run(place, { kind: 'compile', input: taskInput });
    return { ...compiled, ofGateway };
  }
}
