import type { Actor } from '@apim/kit/actor';
import { DomainError } from '@apim/kit/errors';
import { CredentialStatus } from '../credential/credential.type.ts';
import type { Database } from '../database.ts';
import { SubscriptionStatus } from '../subscription/subscription.type.ts';
import type { GatewayConsumers } from './gateway-consumers.type.ts';

const MAXIMUM = 1_000;

/** What gateways must know of applications, in the order of changes. */
export class GatewayConsumersService {
  constructor(private readonly database: Database) {}

  /**
   * The current state of up to `first` applications that changed after a sequence, each once at its latest change. Reading on
   * from `lastSequence` misses no committed change.
   */
  async changedAfter(actor: Actor, afterSequence: number, first: number): Promise<GatewayConsumers> {
    actor.require('system:desired-state');
    if (first < 1 || first > MAXIMUM) {
      throw new DomainError('LIMIT_EXCEEDED', `first is ${first}; it must be 1 to ${MAXIMUM}.`, {
        field: 'first',
      });
    }
    const now = new Date();
    // One snapshot, so that a unit's groups and keys are those of its sequence.
    const rows = await this.database.$transaction(
      (transaction) =>
        transaction.application.findMany({
          where: { sequence: { gt: afterSequence } },
          orderBy: { sequence: 'asc' },
          take: first,
          include: {
            subscriptions: {
              where: { status: SubscriptionStatus.ACTIVE },
              select: { apiId: true },
              orderBy: { apiId: 'asc' },
            },
            credentials: {
              where: {
                status: CredentialStatus.ACTIVE,
                OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
              },
              select: { id: true, digest: true },
              orderBy: { id: 'asc' },
            },
          },
        }),
      { isolationLevel: 'RepeatableRead' },
    );
    const units = rows.map(
      ({ id, organizationId, sequence, deletedAt, name, subscriptions, credentials }) => ({
        applicationId: id,
        organizationId,
        sequence,
        deleted: deletedAt !== null,
        name,
        groups: subscriptions.map(({ apiId }) => `api-${apiId}`),
        keyDigests: credentials.map((credential) => ({
          credentialId: credential.id,
          digest: credential.digest,
        })),
      }),
    );
    return { units, lastSequence: units.at(-1)?.sequence ?? afterSequence };
  }
}
