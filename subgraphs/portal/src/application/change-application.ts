import type { Actor } from '@apim/kit/actor';
import { recordChange } from '@apim/kit/change';
import { notFound } from '@apim/kit/errors';
import { inTransaction } from '@apim/kit/transaction';
import type { Database, Transaction } from '../database.ts';

/** The event that tells gateway managers to ask for changed consumers. */
export const APPLICATION_CHANGED = 'portal.application.changed';

/** What the caller of `changeApplication` says of the change, for the audit record. */
export interface ApplicationChange<T> {
  action: string;
  details?: Record<string, unknown>;
  result: T;
}

/**
 * Changes an application of the organisation while its row is locked, so that changes to one application follow one
 * another. Raises its version and sequence, writes audit record and event in the same transaction. `work` answers undefined
 * when there was nothing to change.
 */
export function changeApplication<T>(
  database: Database,
  actor: Actor,
  at: { applicationId: string; organizationId: string },
  work: (transaction: Transaction) => Promise<ApplicationChange<T> | undefined>,
): Promise<T | undefined> {
  const { applicationId, organizationId } = at;
  return inTransaction(database, async (transaction) => {
    const [locked] = await transaction.$queryRaw<{ id: string }[]>`
      SELECT id FROM application
      WHERE id = ${applicationId} AND organization_id = ${organizationId} AND deleted_at IS NULL FOR UPDATE`;
    if (!locked) throw notFound('Application', applicationId);
    const change = await work(transaction);
    if (!change) return undefined;
    const { action, details, result } = change;
    await recordChange(transaction, actor, {
      organizationId,
      action,
      subject: applicationId,
      details,
      event: APPLICATION_CHANGED,
    });
    const sequence = await nextSequence(transaction);
    await transaction.application.update({
      where: { id: applicationId },
      data: { sequence, version: { increment: 1 } },
    });
    return result;
  });
}

/**
 * The next value of the counter of all changes. Its row stays locked until the transaction ends: who takes the next value
 * waits for this commit, so values become visible in their order and a reader that saw N has missed nothing below N.
 * Called as late as possible in a transaction, since changes to all applications queue here.
 */
export async function nextSequence(transaction: Transaction): Promise<number> {
  const { value } = await transaction.changeCounter.update({
    where: { id: 1 },
    data: { value: { increment: 1 } },
  });
  return value;
}
