import { v7 as uuid } from 'uuid';
import type { Actor } from './actor.ts';

/** What every manager's database has besides its own tables; the part of a Prisma transaction that is used here. */
export interface ChangeTables {
  auditEvent: { create(args: { data: AuditRow }): Promise<unknown> };
  outboxEvent: { create(args: { data: OutboxRow }): Promise<unknown> };
}

export interface AuditRow {
  id: string;
  organizationId: string | null;
  actorId: string;
  action: string;
  subject: string;
  details: string;
  at: Date;
}

export interface OutboxRow {
  id: string;
  type: string;
  organizationId: string | null;
  subject: string;
  at: Date;
}

export interface Change {
  organizationId: string | null;
  /** Such as `api.imported`. */
  action: string;
  /** Id of what changed. */
  subject: string;
  /** Safe facts; never a secret. */
  details?: Record<string, unknown>;
  /** Type of the event that others should hear of, such as `gateway.api.changed`. */
  event?: string;
}

/** Writes the audit record, and the event if there is one, in the transaction of the change itself. */
export async function recordChange(transaction: ChangeTables, actor: Actor, change: Change): Promise<void> {
  const { organizationId, action, subject, details = {}, event } = change;
  const at = new Date();
  await transaction.auditEvent.create({
    data: {
      id: uuid(),
      organizationId,
      actorId: actor.id,
      action,
      subject,
      details: JSON.stringify(details),
      at,
    },
  });
  if (event)
    await transaction.outboxEvent.create({ data: { id: uuid(), type: event, organizationId, subject, at } });
}
