import { Actor } from '@apim/kit/actor';
import { DomainError } from '@apim/kit/errors';
import type { Logger } from '@apim/kit/logger';
import { repeat, type Worker } from '@apim/kit/outbox';
import { changeApplication } from '../application/change-application.ts';
import type { Database } from '../database.ts';
import { CredentialStatus } from './credential.type.ts';

const BATCH = 100;
const IDLE_MS = 1_000;

const clock = new Actor({ sub: 'service:portal', kind: 'service', grants: [] });

/** Ends keys whose time has come, so that gateways hear of it as of any other change. */
export function startCredentialExpiry(database: Database, logger: Logger): Worker {
  return repeat(
    async () => {
      const due = await database.credential.findMany({
        where: { status: CredentialStatus.ACTIVE, expiresAt: { lte: new Date() } },
        select: { id: true, applicationId: true, organizationId: true },
        take: BATCH,
      });
      for (const { id, ...at } of due) {
        await changeApplication(database, clock, at, async (transaction) => {
          const { count } = await transaction.credential.updateMany({
            where: { id, status: CredentialStatus.ACTIVE },
            data: { status: CredentialStatus.EXPIRED },
          });
          const details = { credentialId: id };
          return count === 0 ? undefined : { action: 'credential.expired', details, result: true };
        }).catch(ignoreDeleted);
      }
      return due.length === BATCH;
    },
    IDLE_MS,
    logger,
    'the expiry of keys',
  );
}

/** An application that is deleted meanwhile has revoked its keys already. */
function ignoreDeleted(error: unknown): void {
  if (!(error instanceof DomainError && error.code === 'NOT_FOUND')) throw error;
}
