import type { Actor } from '@apim/kit/actor';
import { notFound } from '@apim/kit/errors';
import { explainApi, type PolicyRegistry } from '@apim/sdk';
import { z } from 'zod';
import { effectiveAttachments } from '../compile/effective-attachments.ts';
import type { Database } from '../database.ts';
import { PolicyOriginKind, type Explanation } from './explanation.type.ts';

/** What the gateway manager says of an API, as it arrives in an entity's representation: unchecked until here. */
const representation = z.object({
  id: z.string(),
  basePath: z.string(),
  upstreamUrl: z.url({ protocol: /^https?$/ }),
  operations: z.array(z.object({ id: z.string(), key: z.string(), method: z.string(), path: z.string() })),
  project: z.object({ id: z.string() }),
});

/** Says in what order policies run, and which of them comes from where. */
export class ExplanationService {
  constructor(
    private readonly database: Database,
    private readonly registry: PolicyRegistry,
  ) {}

  /**
   * Explains all operations or the one with that key. A representation proves nothing: what is read is what the caller's own
   * organisation attached in a project in which the caller may read policies.
   */
  async explain(actor: Actor, entity: unknown, operationKey?: string | null): Promise<Explanation> {
    const { organizationId } = actor;
    const parsed = representation.safeParse(entity);
    if (!parsed.success) throw notFound('Api', idOf(entity));
    const { id, basePath, upstreamUrl, operations, project } = parsed.data;
    actor.require('policy:read', { organizationId, projectId: project.id });
    if (operationKey && !operations.some(({ key }) => key === operationKey)) {
      throw notFound('Operation', operationKey);
    }
    const place = { organizationId, projectId: project.id };
    const attachments = await effectiveAttachments(this.database, { ...place, apiId: id });
    const input = {
      api: { id, ...place, basePath, upstreamPath: new URL(upstreamUrl).pathname },
      operations,
      attachments,
      registry: this.registry,
    };
    const explanation = explainApi(input, { operationKey: operationKey ?? undefined });
    return {
      apiId: explanation.apiId,
      diagnostics: explanation.diagnostics as Explanation['diagnostics'],
      operations: explanation.operations.map(({ steps, ...operation }) => ({
        ...operation,
        steps: steps.map((step) => ({ ...step, origin: originOf(step.origin) })),
      })) as Explanation['operations'],
    };
  }
}

const originOf = ({ kind, id }: { kind: string; id: string }) => ({
  kind: PolicyOriginKind[kind.toUpperCase() as PolicyOriginKind],
  id,
});

const idOf = (entity: unknown): string => z.object({ id: z.string() }).catch({ id: '' }).parse(entity).id;
