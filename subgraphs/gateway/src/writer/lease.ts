import { setTimeout as sleep } from 'node:timers/promises';
import { DomainError } from '@apim/kit/errors';
import { v7 as uuid } from 'uuid';
import type { Database } from '../database.ts';

const LEASE_SECONDS = 30;
const RENEW_MS = 10_000;
const RETRY_MS = 100;
const PATIENCE_MS = 30_000;

/** The right to write to one gateway, as long as `signal` is not aborted. */
export interface Lease {
  epoch: number;
  /** Aborted when the lease could not be renewed. */
  signal: AbortSignal;
  /** Throws when another writer has taken over since, as after a long pause of this process. */
  assertHeld(): Promise<void>;
}

/**
 * Runs `work` as the only writer of a gateway in the installation. Time is the database's, so that clocks of managers don't matter; the
 * epoch grows with every holder. Throws CONFLICT when another writer keeps the lease for half a minute.
 */
export async function withLease<T>(
  database: Database,
  gateway: { id: string; name: string },
  work: (lease: Lease) => Promise<T>,
): Promise<T> {
  const holder = uuid();
  const epoch = await acquire(database, gateway, holder);
  const lost = new AbortController();
  const assertHeld = async () => {
    const renewed =
      await database.$executeRaw`UPDATE gateway SET lease_until = NOW(3) + INTERVAL ${LEASE_SECONDS} SECOND
      WHERE id = ${gateway.id} AND lease_holder = ${holder} AND lease_epoch = ${epoch}`;
    if (renewed === 1) return;
    lost.abort();
    throw busy(gateway.name);
  };
  const renewal = setInterval(() => void assertHeld().catch(() => lost.abort()), RENEW_MS);
  try {
    return await work({ epoch, signal: lost.signal, assertHeld });
  } finally {
    clearInterval(renewal);
    await database.$executeRaw`UPDATE gateway SET lease_until = NULL, lease_holder = NULL
      WHERE id = ${gateway.id} AND lease_holder = ${holder}`;
  }
}

async function acquire(
  database: Database,
  gateway: { id: string; name: string },
  holder: string,
): Promise<number> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const taken = await database.$executeRaw`UPDATE gateway
      SET lease_holder = ${holder}, lease_epoch = lease_epoch + 1, lease_until = NOW(3) + INTERVAL ${LEASE_SECONDS} SECOND
      WHERE id = ${gateway.id} AND (lease_until IS NULL OR lease_until < NOW(3))`;
    if (taken === 1) {
      const row = await database.gateway.findUniqueOrThrow({ where: { id: gateway.id } });
      return row.leaseEpoch;
    }
    if (Date.now() > deadline) throw busy(gateway.name);
    await sleep(RETRY_MS);
  }
}

const busy = (name: string): DomainError =>
  new DomainError('CONFLICT', `Gateway ${name} is being written to by someone else.`, {
    remedy: 'Deploy again in a moment.',
  });
