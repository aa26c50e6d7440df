import type { Actor } from '@apim/kit/actor';
import { recordChange } from '@apim/kit/change';
import type { RequestContext } from '@apim/kit/context';
import { DomainError, notFound } from '@apim/kit/errors';
import { paginate, type PageArgs } from '@apim/kit/pagination';
import { inTransaction, isDuplicate } from '@apim/kit/transaction';
import { v7 as uuid } from 'uuid';
import { checkText } from '../check-text.ts';
import type { Database } from '../database.ts';
import type { Application as ApplicationRow } from '../prisma/client.ts';
import { CredentialStatus } from '../credential/credential.type.ts';
import { SubscriptionStatus } from '../subscription/subscription.type.ts';
import type { CreateApplicationInput } from './application.type.ts';
import { APPLICATION_CHANGED, changeApplication, nextSequence } from './change-application.ts';

const MAXIMUM_PER_ORGANIZATION = 1_000;

/** Applications of the active organisation. */
export class ApplicationService {
  constructor(private readonly database: Database) {}

  list(actor: Actor, page: PageArgs) {
    const { organizationId } = actor;
    actor.require('application:read', { organizationId });
    return paginate<ApplicationRow>(page, (take, afterId) =>
      this.database.application.findMany({
        where: { organizationId, deletedAt: null, ...(afterId && { id: { gt: afterId } }) },
        orderBy: { id: 'asc' },
        take,
      }),
    );
  }

  async find(actor: Actor, id: string): Promise<ApplicationRow> {
    const { organizationId } = actor;
    actor.require('application:read', { organizationId });
    const row = await this.database.application.findFirst({
      where: { id, organizationId, deletedAt: null },
    });
    if (!row) throw notFound('Application', id);
    return row;
  }

  /** For references from other managers and rows: undefined where the caller may not look. */
  async byId({ actor, loaders }: RequestContext, id: string): Promise<ApplicationRow | undefined> {
    const { org: organizationId } = actor.claims;
    if (!organizationId || !actor.can('application:read', { organizationId })) return undefined;
    return loaders
      .get<ApplicationRow>('application', async (ids) => {
        const rows = await this.database.application.findMany({
          where: { id: { in: [...ids] }, organizationId, deletedAt: null },
        });
        return new Map(rows.map((row) => [row.id, row]));
      })
      .load(id);
  }

  /** Refuses a name that another application of the organisation has. */
  async create(actor: Actor, input: CreateApplicationInput): Promise<ApplicationRow> {
    const { organizationId } = actor;
    actor.require('application:write', { organizationId });
    const name = checkText('input.name', input.name, { minimum: 1, maximum: 80 });
    const description = checkText('input.description', input.description ?? '', { maximum: 1_000 });
    const existing = await this.database.application.count({ where: { organizationId, deletedAt: null } });
    if (existing >= MAXIMUM_PER_ORGANIZATION) {
      throw new DomainError(
        'LIMIT_EXCEEDED',
        `The organisation has ${existing} applications; it may have ${MAXIMUM_PER_ORGANIZATION}.`,
        { remedy: 'Delete an application that is no longer used.' },
      );
    }
    const id = uuid();
    return inTransaction(this.database, async (transaction) => {
      await recordChange(transaction, actor, {
        organizationId,
        action: 'application.created',
        subject: id,
        details: { name },
        event: APPLICATION_CHANGED,
      });
      const sequence = await nextSequence(transaction);
      return transaction.application.create({
        data: {
          id,
          organizationId,
          name,
          liveName: name,
          description,
          version: 1,
          sequence,
          createdAt: new Date(),
        },
      });
    }).catch((error: unknown) => {
      if (!isDuplicate(error)) throw error;
      throw new DomainError('CONFLICT', `An application named ${JSON.stringify(name)} exists.`, {
        field: 'input.name',
      });
    });
  }

  /** Ends the application with its subscriptions and keys; what is left is a tombstone for the gateways. */
  async delete(actor: Actor, id: string): Promise<boolean> {
    const { organizationId } = actor;
    actor.require('application:write', { organizationId });
    await changeApplication(
      this.database,
      actor,
      { applicationId: id, organizationId },
      async (transaction) => {
        const now = new Date();
        await transaction.subscription.updateMany({
          where: { applicationId: id, status: SubscriptionStatus.ACTIVE },
          data: { status: SubscriptionStatus.ENDED, endedAt: now },
        });
        await transaction.credential.updateMany({
          where: { applicationId: id, status: CredentialStatus.ACTIVE },
          data: { status: CredentialStatus.REVOKED, revokedAt: now },
        });
        await transaction.application.update({ where: { id }, data: { liveName: null, deletedAt: now } });
        return { action: 'application.deleted', result: true };
      },
    );
    return true;
  }
}
