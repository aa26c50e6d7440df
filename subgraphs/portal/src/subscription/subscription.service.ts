import type { Actor } from '@apim/kit/actor';
import type { RequestContext } from '@apim/kit/context';
import { DomainError, notFound } from '@apim/kit/errors';
import { v7 as uuid } from 'uuid';
import { changeApplication } from '../application/change-application.ts';
import type { Database } from '../database.ts';
import type { GatewayDirectory } from '../gateway-directory.ts';
import type { Subscription as SubscriptionRow } from '../prisma/client.ts';
import { visibleTo } from '../publication/visible.ts';
import { SubscriptionStatus, type SubscribeInput } from './subscription.type.ts';

const MAXIMUM_PER_APPLICATION = 200;

/** Which APIs an application may call. */
export class SubscriptionService {
  constructor(
    private readonly database: Database,
    private readonly directory: GatewayDirectory,
  ) {}

  /** All subscriptions of an application, newest last; none where the caller may not look. */
  async ofApplication({ actor, loaders }: RequestContext, applicationId: string): Promise<SubscriptionRow[]> {
    const { org: organizationId } = actor.claims;
    if (!organizationId || !actor.can('subscription:read', { organizationId })) return [];
    const rows = await loaders
      .get<SubscriptionRow[]>('subscription.application', async (ids) => {
        const found = await this.database.subscription.findMany({
          where: { applicationId: { in: [...ids] }, organizationId },
          orderBy: { id: 'asc' },
        });
        return Map.groupBy(found, (row) => row.applicationId);
      })
      .load(applicationId);
    return rows ?? [];
  }

  async byId({ actor, loaders }: RequestContext, id: string): Promise<SubscriptionRow | undefined> {
    const { org: organizationId } = actor.claims;
    if (!organizationId || !actor.can('subscription:read', { organizationId })) return undefined;
    return loaders
      .get<SubscriptionRow>('subscription', async (ids) => {
        const rows = await this.database.subscription.findMany({
          where: { id: { in: [...ids] }, organizationId },
        });
        return new Map(rows.map((row) => [row.id, row]));
      })
      .load(id);
  }

  /** Subscribes to an API of the own organisation or to any that is published for everybody; one active one for each API. */
  async subscribe(actor: Actor, { applicationId, apiId }: SubscribeInput): Promise<SubscriptionRow> {
    const { organizationId } = actor;
    actor.require('subscription:write', { organizationId });
    const apiTitle = await this.#titleOfApi(actor, apiId);
    const created = await changeApplication(
      this.database,
      actor,
      { applicationId, organizationId },
      async (transaction) => {
        const active = await transaction.subscription.findMany({
          where: { applicationId, status: SubscriptionStatus.ACTIVE },
          select: { id: true, apiId: true },
        });
        const same = active.find((subscription) => subscription.apiId === apiId);
        if (same) {
          throw new DomainError('CONFLICT', 'The application has an active subscription to this API.', {
            field: 'input.apiId',
            remedy: 'Use the subscription that exists.',
            details: { subscriptionId: same.id },
          });
        }
        if (active.length >= MAXIMUM_PER_APPLICATION) {
          throw new DomainError(
            'LIMIT_EXCEEDED',
            `The application has ${active.length} subscriptions; it may have ${MAXIMUM_PER_APPLICATION}.`,
            { remedy: 'End a subscription that is no longer used.' },
          );
        }
        const row = await transaction.subscription.create({
          data: {
            id: uuid(),
            organizationId,
            applicationId,
            apiId,
            apiTitle,
            status: SubscriptionStatus.ACTIVE,
            createdAt: new Date(),
          },
        });
        return { action: 'subscription.created', details: { subscriptionId: row.id, apiId }, result: row };
      },
    );
    return created!;
  }

  /** Ends a subscription; one that has ended stays as it is. */
  async end(actor: Actor, id: string): Promise<SubscriptionRow> {
    const { organizationId } = actor;
    actor.require('subscription:write', { organizationId });
    const row = await this.database.subscription.findFirst({ where: { id, organizationId } });
    if (!row) throw notFound('Subscription', id);
    if (row.status === SubscriptionStatus.ENDED) return row;
    const { applicationId } = row;
    await changeApplication(this.database, actor, { applicationId, organizationId }, async (transaction) => {
      const { count } = await transaction.subscription.updateMany({
        where: { id, status: SubscriptionStatus.ACTIVE },
        data: { status: SubscriptionStatus.ENDED, endedAt: new Date() },
      });
      const details = { subscriptionId: id, apiId: row.apiId };
      return count === 0 ? undefined : { action: 'subscription.ended', details, result: true };
    });
    return this.database.subscription.findUniqueOrThrow({ where: { id } });
  }

  async #titleOfApi(actor: Actor, apiId: string): Promise<string> {
    const publication = await this.database.publication.findFirst({
      where: { AND: [visibleTo(actor), { apiId }] },
      select: { title: true },
    });
    if (publication) return publication.title;
    const api = await this.directory.api(apiId, actor.organizationId);
    if (!api || !actor.can('api:read', api)) throw notFound('Api', apiId);
    return api.title;
  }
}
