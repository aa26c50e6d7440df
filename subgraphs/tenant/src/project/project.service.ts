import type { Actor } from '@apim/kit/actor';
import { recordChange } from '@apim/kit/change';
import type { Loaders } from '@apim/kit/context';
import { DomainError, notFound } from '@apim/kit/errors';
import { paginate, type Page, type PageArgs } from '@apim/kit/pagination';
import { isDuplicate } from '@apim/kit/transaction';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { displayName, isId, parseInput, slug } from '../input.ts';
import type { CreateProjectInput, Project, ProjectReference, UpdateProjectInput } from './project.type.ts';

const creation = z.object({ slug, name: displayName });
const update = z.object({ id: z.string(), expectedVersion: z.number(), name: displayName });

/** Projects of the caller's organisation, as far as the caller's grants reach. */
export class ProjectService {
  constructor(private readonly database: Database) {}

  /** The project with the id or slug; throws NOT_FOUND when the caller may not see it. */
  async get(actor: Actor, key: { id?: string; slug?: string }): Promise<Project> {
    if ((key.id === undefined) === (key.slug === undefined))
      throw new DomainError('INVALID_INPUT', 'Either id or slug is needed, and not both.', { field: 'id' });
    const given = (key.id ?? key.slug) as string;
    const isPossible = key.id === undefined ? slug.safeParse(given).success : isId(given);
    const where = { ...visibleTo(actor), ...(key.id === undefined ? { slug: given } : {}) };
    const project =
      isPossible &&
      (await this.database.project.findFirst({
        where: key.id === undefined ? where : { AND: [where, { id: given }] },
      }));
    if (!project) throw notFound('Project', given);
    return project;
  }

  /** The projects that the caller may see, oldest first. */
  page(actor: Actor, page: Pick<PageArgs, 'first' | 'after'>): Promise<Page<Project>> {
    const where = visibleTo(actor);
    return paginate(page, (take, afterId) =>
      this.database.project.findMany({
        where: { AND: [where, ...(afterId ? [{ id: { gt: afterId } }] : [])] },
        orderBy: { id: 'asc' },
        take,
      }),
    );
  }

  /** The project, or undefined when the caller may not see it. */
  async find(actor: Actor, loaders: Loaders, id: string): Promise<Project | undefined> {
    if (!actor.claims.org || !isId(id)) return undefined;
    const where = visibleTo(actor);
    const loader = loaders.get('project', async (ids) => {
      const rows = await this.database.project.findMany({
        where: { AND: [where, { id: { in: [...ids] } }] },
      });
      return new Map(rows.map((row) => [row.id, row]));
    });
    return loader.load(id);
  }

  async create(actor: Actor, input: CreateProjectInput): Promise<Project> {
    const { organizationId } = actor;
    actor.require('project:write', { organizationId });
    const { slug, name } = parseInput(creation, input);
    const data = { id: uuid(), organizationId, slug, name, version: 1, createdAt: new Date() };
    try {
      return await this.database.$transaction(async (transaction) => {
        const project = await transaction.project.create({ data });
        await recordChange(transaction, actor, change(project, 'project.created', { slug, name }));
        return project;
      });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new DomainError('CONFLICT', `A project has the slug ${slug} already.`, { field: 'input.slug' });
    }
  }

  async update(actor: Actor, input: UpdateProjectInput): Promise<Project> {
    const { id, organizationId, name: before } = await this.get(actor, { id: input.id });
    actor.require('project:write', { organizationId, projectId: id });
    const { name, expectedVersion } = parseInput(update, input);
    return this.database.$transaction(async (transaction) => {
      const { count } = await transaction.project.updateMany({
        where: { id, version: expectedVersion },
        data: { name, version: { increment: 1 } },
      });
      const project = await transaction.project.findUniqueOrThrow({ where: { id } });
      if (count === 0)
        throw new DomainError('EDIT_CONFLICT', 'The project was changed meanwhile.', {
          field: 'input.expectedVersion',
          details: { version: project.version },
        });
      await recordChange(transaction, actor, change(project, 'project.updated', { before, after: name }));
      return project;
    });
  }

  /** For other managers: whose a project is. A call that carries an organisation sees that one's projects alone. */
  async reference(actor: Actor, id: string): Promise<ProjectReference> {
    actor.require('system:read');
    const where = { id, ...(actor.claims.org && { organizationId: actor.claims.org }) };
    const project = isId(id) && (await this.database.project.findFirst({ where }));
    if (!project) throw notFound('Project', id);
    return project;
  }
}

function visibleTo(actor: Actor): { organizationId: string; id?: { in: string[] } } {
  const { organizationId } = actor;
  const ids = actor.projectsWith('project:read');
  return { organizationId, ...(ids !== 'all' && { id: { in: ids } }) };
}

const change = ({ id, organizationId }: Project, action: string, details: Record<string, unknown>) => ({
  organizationId,
  action,
  subject: id,
  details,
  event: 'tenant.project.changed',
});
