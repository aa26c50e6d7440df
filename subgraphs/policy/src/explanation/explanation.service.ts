import type { Actor } from '@apim/kit/actor';
import { notFound } from '@apim/kit/errors';
import type { ExplainedStep } from '@apim/sdk';
import { z } from 'zod';
import type { Compiler } from '../compile/compiler.ts';
import { effectiveAttachments } from '../compile/effective-attachments.ts';
import type { Database } from '../database.ts';
import type { ScopeDirectory } from '../scope-directory.ts';
import { PolicyScopeKind } from '../scope-kind.ts';
import { PolicyOriginKind, type Explanation } from './explanation.type.ts';

/** What the gateway manager says of an API, as it arrives in an entity's representation: unchecked until here. */
const representation = z.object({
  id: z.string(),
  basePath: z.string(),
  upstreamUrl: z.url({ protocol: /^https?$/ }),
  operations: z.array(z.object({ id: z.string(), key: z.string(), method: z.string(), path: z.string() })),
  project: z.object({ id: z.string() }),
});

export interface ExplanationOptions {
  operationKey?: string | null;
  applicationId?: string | null;
  environment?: string | null;
}

/** Says in what order policies run, and which of them comes from where. */
export class ExplanationService {
  constructor(
    private readonly database: Database,
    private readonly compiler: Compiler,
    private readonly directory: ScopeDirectory,
  ) {}

  /**
   * Explains all operations or the one with that key; on an environment's gateway, and for one caller, where these are said. A
   * representation proves nothing: what is read is what the caller's own organisation attached in a project in which the
   * caller may read policies. Of what is attached to a gateway, tenants learn that it runs and what it does.
   */
  async explain(actor: Actor, entity: unknown, options: ExplanationOptions = {}): Promise<Explanation> {
    const { operationKey, applicationId, environment } = options;
    const { organizationId } = actor;
    const parsed = representation.safeParse(entity);
    if (!parsed.success) throw notFound('Api', idOf(entity));
    const { id, basePath, upstreamUrl, operations, project } = parsed.data;
    actor.require('policy:read', { organizationId, projectId: project.id });
    if (operationKey && !operations.some(({ key }) => key === operationKey)) {
      throw notFound('Operation', operationKey);
    }
    const place = { organizationId, projectId: project.id };
    const gatewayId = environment ? await this.#gatewayOf(environment) : undefined;
    if (applicationId) await this.#requireApplication(applicationId, organizationId);
    const attachments = await effectiveAttachments(this.database, { ...place, apiId: id, gatewayId });
    const api = { id, ...place, basePath, upstreamPath: new URL(upstreamUrl).pathname };
    const explanation = await this.compiler.run(place, {
      kind: 'explain',
      input: { api, operations, attachments, gatewayId },
      options: {
        operationKey: operationKey ?? undefined,
        consumer: applicationId ? { applicationId } : undefined,
      },
    });
    return {
      apiId: explanation.apiId,
      diagnostics: explanation.diagnostics as Explanation['diagnostics'],
      operations: explanation.operations.map(({ steps, ...operation }) => ({
        ...operation,
        steps: withheldFrom(actor, steps).map((step) => ({ ...step, origin: originOf(step.origin) })),
      })) as Explanation['operations'],
    };
  }

  async #gatewayOf(environment: string): Promise<string> {
    const id = await this.directory.gatewayOf(environment);
    if (!id) throw notFound('Environment', environment, 'environment');
    return id;
  }

  async #requireApplication(id: string, organizationId: string): Promise<void> {
    const found = await this.directory.find(PolicyScopeKind.APPLICATION, id, organizationId);
    if (!found) throw notFound('Application', id, 'applicationId');
  }
}

/** Settings of a gateway's attachments are for who writes gateways; so are plugins that they are merged into. */
function withheldFrom(actor: Actor, steps: readonly ExplainedStep[]): readonly ExplainedStep[] {
  if (actor.can('gateway:write')) return steps;
  const ofGateways = new Set(
    steps.filter(({ origin }) => origin.kind === 'gateway').map(({ order }) => order),
  );
  return steps.map((step) => (ofGateways.has(step.order) ? { ...step, configuration: {} } : step));
}

const originOf = ({ kind, id }: { kind: string; id: string }) => ({
  kind: PolicyOriginKind[kind.toUpperCase() as PolicyOriginKind],
  id,
});

const idOf = (entity: unknown): string => z.object({ id: z.string() }).catch({ id: '' }).parse(entity).id;
