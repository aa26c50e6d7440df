import type { Actor } from '@apim/kit/actor';
import { recordChange } from '@apim/kit/change';
import { notFound } from '@apim/kit/errors';
import { inTransaction, isDuplicate } from '@apim/kit/transaction';
import { v7 as uuid } from 'uuid';
import { checkText } from '../check-text.ts';
import type { Database } from '../database.ts';
import type { GatewayDirectory, PublishableApi } from '../gateway-directory.ts';
import type { PublicationRow } from './catalogue.service.ts';
import { Visibility, type PublishApiInput } from './publication.type.ts';
import { snapshotOf, summaryOf } from './snapshot.ts';

const SLUG_ATTEMPTS = 20;

/** Puts APIs into the catalogue and takes them out. */
export class PublicationService {
  constructor(
    private readonly database: Database,
    private readonly directory: GatewayDirectory,
  ) {}

  /** Publishes an API of the active organisation as it is now; again: refreshes the snapshot and keeps id and slug. */
  async publish(actor: Actor, input: PublishApiInput): Promise<PublicationRow> {
    const { organizationId } = actor;
    const summary = input.summary ? checkText('input.summary', input.summary, { maximum: 500 }) : undefined;
    const api = await this.directory.publishableApi(input.apiId, organizationId);
    if (!api || !actor.can('api:read', api)) throw notFound('Api', input.apiId);
    actor.require('api:publish', api);
    const gateways = await this.directory.gateways(organizationId);
    const chosen = {
      ...(summary !== undefined && { summary }),
      ...(input.visibility && { visibility: input.visibility }),
    };
    return this.#store(actor, api, { ...snapshotOf(api, gateways), ...chosen });
  }

  /** Takes an API out of the catalogue; subscriptions that exist go on. */
  async unpublish(actor: Actor, apiId: string): Promise<boolean> {
    const { organizationId } = actor;
    const row = await this.database.publication.findFirst({
      where: { apiId, organizationId },
      omit: { document: true },
    });
    if (!row || !actor.can('api:read', row)) throw notFound('Api', apiId);
    actor.require('api:publish', row);
    await inTransaction(this.database, async (transaction) => {
      const { count } = await transaction.publication.deleteMany({ where: { id: row.id } });
      if (count === 0) throw notFound('Api', apiId);
      await recordChange(transaction, actor, {
        organizationId,
        action: 'api.unpublished',
        subject: apiId,
        details: { slug: row.slug },
      });
    });
    return true;
  }

  async #store(
    actor: Actor,
    api: PublishableApi,
    values: ReturnType<typeof snapshotOf> & { summary?: string; visibility?: Visibility },
  ): Promise<PublicationRow> {
    for (let attempt = 1; ; attempt += 1) {
      const slug = attempt === 1 ? slugOf(api.slug) : `${slugOf(api.slug)}-${attempt}`;
      const now = new Date();
      try {
        return await inTransaction(this.database, async (transaction) => {
          const row = await transaction.publication.upsert({
            where: { apiId: api.id },
            update: { ...values, updatedAt: now },
            create: {
              id: uuid(),
              organizationId: api.organizationId,
              apiId: api.id,
              slug,
              summary: summaryOf(api.description),
              visibility: Visibility.ORGANIZATION,
              ...values,
              publishedAt: now,
              updatedAt: now,
            },
            omit: { document: true },
          });
          await recordChange(transaction, actor, {
            organizationId: row.organizationId,
            action: 'api.published',
            subject: api.id,
            details: { slug: row.slug, visibility: row.visibility, version: row.apiVersion },
          });
          return row;
        });
      } catch (error) {
        if (!isDuplicate(error) || attempt === SLUG_ATTEMPTS) throw error;
      }
    }
  }
}

const slugOf = (slug: string): string => slug.slice(0, 70);
