import type { Actor } from '@apim/kit/actor';
import { recordChange } from '@apim/kit/change';
import type { Loaders } from '@apim/kit/context';
import { DomainError } from '@apim/kit/errors';
import { paginate, type Page, type PageArgs } from '@apim/kit/pagination';
import { inTransaction } from '@apim/kit/transaction';
import { z } from 'zod';
import { apiUnit } from '../bundle/api-entities.ts';
import { unpack } from '../compressed.ts';
import type { Database } from '../database.ts';
import { displayName, isId, parseInput } from '../input.ts';
import { checkUpstream, type UpstreamRules } from '../upstream/check-upstream.ts';
import { requireApi, visibleTo } from './api-access.ts';
import type { Api, Operation, Revision, UpdateApiInput } from './api.type.ts';

const updateInput = z.object({
  id: z.string(),
  expectedRevision: z.number(),
  name: displayName.optional(),
  upstreamUrl: z.string().optional(),
});

/** APIs of the caller's organisation, as far as the caller's grants reach. */
export class ApiService {
  constructor(
    private readonly database: Database,
    private readonly rules: () => Promise<UpstreamRules>,
  ) {}

  /** By id, NOT_FOUND when the caller may not see it; or by project and slug, null when there is none that the caller may see. */
  async get(actor: Actor, key: { id?: string; projectId?: string; slug?: string }): Promise<Api | null> {
    const { id, projectId, slug } = key;
    if (id !== undefined) return requireApi(this.database, actor, 'api:read', id);
    if (projectId === undefined || slug === undefined) {
      throw new DomainError('INVALID_INPUT', 'Either id, or projectId and slug are needed.', { field: 'id' });
    }
    const where = { AND: [visibleTo(actor), { projectId, slug }] };
    return isId(projectId) ? ((await this.database.api.findFirst({ where })) as Api | null) : null;
  }

  page(
    actor: Actor,
    projectId: string | undefined,
    page: Pick<PageArgs, 'first' | 'after'>,
  ): Promise<Page<Api>> {
    const where = visibleTo(actor);
    return paginate(page, async (take, afterId) => {
      const filters = [
        where,
        ...(projectId ? [{ projectId }] : []),
        ...(afterId ? [{ id: { gt: afterId } }] : []),
      ];
      return (await this.database.api.findMany({
        where: { AND: filters },
        orderBy: { id: 'asc' },
        take,
      })) as Api[];
    });
  }

  /** Undefined when the caller may not see it. */
  find(actor: Actor, loaders: Loaders, id: string): Promise<Api | undefined> {
    if (!actor.claims.org || !isId(id)) return Promise.resolve(undefined);
    const where = visibleTo(actor);
    return loaders
      .get('api', async (ids) => {
        const rows = await this.database.api.findMany({ where: { AND: [where, { id: { in: [...ids] } }] } });
        return new Map(rows.map((row) => [row.id, row as Api]));
      })
      .load(id);
  }

  async update(actor: Actor, input: UpdateApiInput): Promise<Api> {
    const { id, organizationId } = await requireApi(this.database, actor, 'api:write', input.id);
    const { expectedRevision, name, upstreamUrl } = parseInput(updateInput, input);
    if (upstreamUrl !== undefined) checkUpstream(upstreamUrl, await this.rules());
    return inTransaction(this.database, async (transaction) => {
      const { count } = await transaction.api.updateMany({
        where: { id, revision: expectedRevision },
        data: { name, upstreamUrl, updatedAt: new Date(), revision: { increment: 1 } },
      });
      const api = (await transaction.api.findUniqueOrThrow({ where: { id } })) as Api;
      if (count === 0) throw editConflict(api.revision);
      await recordChange(transaction, actor, {
        organizationId,
        action: 'api.updated',
        subject: id,
        details: { name, upstreamUrl },
        event: 'gateway.api.changed',
      });
      return api;
    });
  }

  /** Refused while a gateway serves the API. */
  async delete(actor: Actor, id: string): Promise<boolean> {
    const { organizationId, slug } = await requireApi(this.database, actor, 'api:write', id);
    await inTransaction(this.database, async (transaction) => {
      const deployed = await transaction.gatewayUnit.findFirst({
        where: { unitKey: apiUnit(id) },
        include: { gateway: { include: { environment: true } } },
      });
      if (deployed) {
        const { name } = deployed.gateway.environment;
        throw new DomainError('CONFLICT', `The API ${slug} is deployed in ${name}.`, {
          field: 'id',
          remedy: `Undeploy it from ${name} first.`,
        });
      }
      await transaction.api.delete({ where: { id } });
      await recordChange(transaction, actor, {
        organizationId,
        action: 'api.deleted',
        subject: id,
        details: { slug },
        event: 'gateway.api.changed',
      });
    });
    return true;
  }

  async documentOf(id: string): Promise<string | null> {
    const row = await this.database.apiDocument.findUnique({ where: { apiId: id } });
    return row && unpack(row.content);
  }

  async operationsOf(loaders: Loaders, apiId: string): Promise<Operation[]> {
    const loader = loaders.get('operationsOfApi', async (ids) => {
      const rows = await this.database.operation.findMany({
        where: { apiId: { in: [...ids] } },
        orderBy: [{ apiId: 'asc' }, { position: 'asc' }],
      });
      return Map.groupBy(rows as Operation[], (row) => row.apiId);
    });
    return (await loader.load(apiId)) ?? [];
  }

  findOperation(actor: Actor, loaders: Loaders, id: string): Promise<Operation | undefined> {
    if (!actor.claims.org || !isId(id)) return Promise.resolve(undefined);
    const where = visibleTo(actor);
    return loaders
      .get('operation', async (ids) => {
        const rows = await this.database.operation.findMany({
          where: { AND: [where, { id: { in: [...ids] } }] },
        });
        return new Map(rows.map((row) => [row.id, row as Operation]));
      })
      .load(id);
  }

  async revisionsOf(apiId: string): Promise<Revision[]> {
    return this.database.revision.findMany({
      where: { apiId },
      orderBy: { number: 'desc' },
      take: 100,
      omit: { bundle: true },
    });
  }

  findRevision(actor: Actor, loaders: Loaders, id: string): Promise<Revision | undefined> {
    if (!actor.claims.org || !isId(id)) return Promise.resolve(undefined);
    const where = visibleTo(actor);
    return loaders
      .get('revision', async (ids) => {
        const rows = await this.database.revision.findMany({
          where: { AND: [where, { id: { in: [...ids] } }] },
          omit: { bundle: true },
        });
        return new Map(rows.map((row) => [row.id, row as Revision]));
      })
      .load(id);
  }
}

export const editConflict = (revision: number): DomainError =>
  new DomainError('EDIT_CONFLICT', 'The API was changed meanwhile.', {
    field: 'input.expectedRevision',
    details: { revision },
  });
