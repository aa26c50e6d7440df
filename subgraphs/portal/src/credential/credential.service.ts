import type { Actor } from '@apim/kit/actor';
import type { RequestContext } from '@apim/kit/context';
import { DomainError, notFound } from '@apim/kit/errors';
import { v7 as uuid } from 'uuid';
import { changeApplication } from '../application/change-application.ts';
import type { Database } from '../database.ts';
import type { Credential as CredentialRow } from '../prisma/client.ts';
import { CredentialStatus, type CreateCredentialInput } from './credential.type.ts';
import { createKey } from './key.ts';

const MAXIMUM_ACTIVE = 20;
const MAXIMUM_DAYS = 365;
const DAY_MS = 86_400_000;

/** API keys of applications; only their digests are kept. */
export class CredentialService {
  constructor(private readonly database: Database) {}

  /** All keys of an application, newest last; none where the caller may not look. */
  async ofApplication({ actor, loaders }: RequestContext, applicationId: string): Promise<CredentialRow[]> {
    const { org: organizationId } = actor.claims;
    if (!organizationId || !actor.can('application:read', { organizationId })) return [];
    const rows = await loaders
      .get<CredentialRow[]>('credential.application', async (ids) => {
        const found = await this.database.credential.findMany({
          where: { applicationId: { in: [...ids] }, organizationId },
          orderBy: { id: 'asc' },
        });
        return Map.groupBy(found, (row) => row.applicationId);
      })
      .load(applicationId);
    return rows ?? [];
  }

  async byId({ actor, loaders }: RequestContext, id: string): Promise<CredentialRow | undefined> {
    const { org: organizationId } = actor.claims;
    if (!organizationId || !actor.can('application:read', { organizationId })) return undefined;
    return loaders
      .get<CredentialRow>('credential', async (ids) => {
        const rows = await this.database.credential.findMany({
          where: { id: { in: [...ids] }, organizationId },
        });
        return new Map(rows.map((row) => [row.id, row]));
      })
      .load(id);
  }

  /** Makes a key; the answer is the only place where it can ever be read. */
  async create(
    actor: Actor,
    { applicationId, expiresInDays }: CreateCredentialInput,
  ): Promise<{ credential: CredentialRow; key: string }> {
    const { organizationId } = actor;
    actor.require('credential:write', { organizationId });
    const now = new Date();
    const expiresAt = expiryOf(expiresInDays, now);
    const { key, ...kept } = createKey();
    const credential = await changeApplication(
      this.database,
      actor,
      { applicationId, organizationId },
      async (transaction) => {
        const active = await transaction.credential.count({
          where: { applicationId, status: CredentialStatus.ACTIVE },
        });
        if (active >= MAXIMUM_ACTIVE) {
          throw new DomainError(
            'LIMIT_EXCEEDED',
            `The application has ${active} active keys; it may have ${MAXIMUM_ACTIVE}.`,
            { remedy: 'Revoke a key that is no longer used.' },
          );
        }
        const row = await transaction.credential.create({
          data: {
            id: uuid(),
            organizationId,
            applicationId,
            ...kept,
            status: CredentialStatus.ACTIVE,
            createdAt: now,
            expiresAt,
          },
        });
        return { action: 'credential.created', details: { credentialId: row.id, expiresAt }, result: row };
      },
    );
    return { credential: credential!, key };
  }

  /** Revokes a key; one that is revoked or expired stays as it is. */
  async revoke(actor: Actor, id: string): Promise<CredentialRow> {
    const { organizationId } = actor;
    actor.require('credential:write', { organizationId });
    const row = await this.database.credential.findFirst({ where: { id, organizationId } });
    if (!row) throw notFound('Credential', id);
    if (row.status !== CredentialStatus.ACTIVE) return row;
    const { applicationId } = row;
    await changeApplication(this.database, actor, { applicationId, organizationId }, async (transaction) => {
      const { count } = await transaction.credential.updateMany({
        where: { id, status: CredentialStatus.ACTIVE },
        data: { status: CredentialStatus.REVOKED, revokedAt: new Date() },
      });
      const details = { credentialId: id };
      return count === 0 ? undefined : { action: 'credential.revoked', details, result: true };
    });
    return this.database.credential.findUniqueOrThrow({ where: { id } });
  }
}

/** The state of a key at this moment, also before the expiry worker has seen it. */
export function statusOf({ status, expiresAt }: CredentialRow): CredentialStatus {
  const isOver = expiresAt !== null && expiresAt.getTime() <= Date.now();
  return status === CredentialStatus.ACTIVE && isOver
    ? CredentialStatus.EXPIRED
    : (status as CredentialStatus);
}

function expiryOf(days: number | null | undefined, now: Date): Date | null {
  if (days === undefined || days === null) return null;
  if (days >= 1 && days <= MAXIMUM_DAYS) return new Date(now.getTime() + days * DAY_MS);
  throw new DomainError('INVALID_INPUT', `expiresInDays is ${days}; it must be 1 to ${MAXIMUM_DAYS}.`, {
    field: 'input.expiresInDays',
  });
}
