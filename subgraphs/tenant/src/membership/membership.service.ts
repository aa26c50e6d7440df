import type { Actor } from '@apim/kit/actor';
import { recordChange } from '@apim/kit/change';
import { DomainError, notFound } from '@apim/kit/errors';
import { isDuplicate } from '@apim/kit/transaction';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { displayName, email, isId, newPassword, parseInput } from '../input.ts';
import type { Prisma } from '../prisma/client.ts';
import type { ProjectService } from '../project/project.service.ts';
import { hashPassword } from '../user/password.ts';
import { requireAssignable, requireRole, type RoleScope } from './assignment.ts';
import type { AddMemberInput, Membership } from './membership.type.ts';

const MOST_LISTED = 1_000;
const addition = z.object({
  email,
  name: displayName,
  password: newPassword.nullish(),
  role: z.string().max(40, 'must have at most 40 characters'),
  projectId: z.string().nullish(),
});
const withUser = { user: { select: { id: true, email: true, name: true } } } as const;
type Row = Prisma.MembershipGetPayload<{ include: typeof withUser }>;

/** Who has which role in an organisation. */
export class MembershipService {
  constructor(
    private readonly database: Database,
    private readonly projects: ProjectService,
  ) {}

  /** The memberships of the organisation, oldest first, at most 1,000. */
  async list(actor: Actor, organizationId: string): Promise<Membership[]> {
    actor.require('member:read', { organizationId });
    const rows = await this.database.membership.findMany({
      where: { organizationId },
      include: withUser,
      orderBy: { id: 'asc' },
      take: MOST_LISTED,
    });
    return rows.map(asMembership);
  }

  /** Gives a role to the organisation's user with the e-mail address, who is created when there is none. */
  async add(actor: Actor, input: AddMemberInput): Promise<Membership> {
    const { organizationId } = actor;
    const { email, name, password, role, projectId } = parseInput(addition, input);
    const project = projectId ? await this.projects.get(actor, { id: projectId }) : undefined;
    const scope: RoleScope = { organizationId, projectId: project?.id };
    actor.require('member:write', scope);
    requireRole(role, scope);
    requireAssignable(actor, role, scope);
    const passwordHash = password ? await hashPassword(password) : null;
    const createdAt = new Date();
    try {
      return await this.database.$transaction(async (transaction) => {
        const user = await transaction.user.upsert({
          where: { organizationId_email: { organizationId, email } },
          create: { id: uuid(), organizationId, email, name, passwordHash, createdAt },
          update: {},
        });
        const scopeKind = project ? 'project' : 'organization';
        const scopeId = project?.id ?? organizationId;
        const membership = await transaction.membership.create({
          data: { id: uuid(), organizationId, userId: user.id, role, scopeKind, scopeId, createdAt },
          include: withUser,
        });
        await recordChange(transaction, actor, change(membership, 'member.added'));
        return asMembership(membership);
      });
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      throw new DomainError('CONFLICT', 'This member has the role already.', { field: 'input.email' });
    }
  }

  /** Takes a role away; the last owner of an organisation stays. */
  async remove(actor: Actor, id: string): Promise<boolean> {
    const { organizationId } = actor;
    actor.require('member:write', { organizationId });
    return this.database.$transaction(async (transaction) => {
      // One removal at a time, so that two owners can't remove each other.
      await transaction.$queryRaw`SELECT id FROM organizations WHERE id = ${organizationId} FOR UPDATE`;
      const membership = isId(id)
        ? await transaction.membership.findFirst({ where: { id, organizationId }, include: withUser })
        : null;
      if (!membership) throw notFound('Membership', id);
      const { role, scopeKind, scopeId } = membership;
      requireAssignable(actor, role, {
        organizationId,
        ...(scopeKind === 'project' && { projectId: scopeId ?? undefined }),
      });
      if (role === 'organization-owner' && (await countOwners(transaction, organizationId)) === 1)
        throw new DomainError('CONFLICT', 'The last owner of an organisation cannot be removed.', {
          field: 'id',
          remedy: 'Make someone else an owner first.',
        });
      await transaction.membership.delete({ where: { id } });
      await recordChange(transaction, actor, change(membership, 'member.removed'));
      return true;
    });
  }
}

const countOwners = (transaction: Prisma.TransactionClient, organizationId: string): Promise<number> =>
  transaction.membership.count({ where: { organizationId, role: 'organization-owner' } });

const asMembership = ({ id, user, role, scopeKind, scopeId, createdAt }: Row): Membership => ({
  id,
  user,
  role,
  scope: { kind: scopeKind, id: scopeId },
  createdAt,
});

const change = ({ id, organizationId, userId, role, scopeKind, scopeId }: Row, action: string) => ({
  organizationId,
  action,
  subject: id,
  details: { userId, role, scopeKind, scopeId },
});
