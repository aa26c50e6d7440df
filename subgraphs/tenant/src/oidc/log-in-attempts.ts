import { createHash } from 'node:crypto';
import type { Database } from '../database.ts';

const WINDOW_MINUTES = 15;
const ATTEMPTS_BY_ACCOUNT = 10;
const ATTEMPTS_BY_ADDRESS = 50;

interface Counted {
  attempts: number;
  waitSeconds: number;
}

/** Counts log-in attempts in PostgreSQL, so that the limits hold for all replicas and with Redis down. */
export class LogInAttempts {
  constructor(private readonly database: Database) {}

  /** Counts an attempt ahead of the check; returns the seconds to wait when a limit is exceeded, else 0. */
  async count(email: string, address: string): Promise<number> {
    const byAddress = await this.#increment(addressKey(address));
    // A barred address doesn't bar accounts too.
    if (byAddress.attempts > ATTEMPTS_BY_ADDRESS) return byAddress.waitSeconds;
    const byAccount = await this.#increment(accountKey(email));
    return byAccount.attempts > ATTEMPTS_BY_ACCOUNT ? byAccount.waitSeconds : 0;
  }

  /** A log-in that succeeded doesn't count. */
  async forgive(email: string, address: string): Promise<void> {
    await this.database.logInAttempt.deleteMany({ where: { key: accountKey(email) } });
    await this.database.logInAttempt.updateMany({
      where: { key: addressKey(address), attempts: { gt: 0 } },
      data: { attempts: { decrement: 1 } },
    });
  }

  async #increment(key: string): Promise<Counted> {
    const [counted] = await this.database.$queryRaw<[Counted]>`
      INSERT INTO log_in_attempts AS row (key, attempts, window_ends_at)
      VALUES (${key}, 1, now() + make_interval(mins => ${WINDOW_MINUTES}::int))
      ON CONFLICT (key) DO UPDATE SET
        attempts = CASE WHEN row.window_ends_at <= now() THEN 1 ELSE row.attempts + 1 END,
        window_ends_at = CASE WHEN row.window_ends_at <= now() THEN excluded.window_ends_at ELSE row.window_ends_at END
      RETURNING attempts, ceil(extract(epoch FROM window_ends_at - now()))::int AS "waitSeconds"`;
    return counted;
  }
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const accountKey = (email: string): string => digest(`account:${email}`);
const addressKey = (address: string): string => digest(`address:${address}`);
