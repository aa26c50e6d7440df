import { Actor } from '@apim/kit/actor';
import { recordChange } from '@apim/kit/change';
import type { Database } from '../database.ts';
import { email as emailSchema } from '../input.ts';
import { verifyPassword } from '../user/password.ts';
import { LogInAttempts } from './log-in-attempts.ts';

/** How many accounts with one e-mail address are tried. */
const MOST_ACCOUNTS = 10;

export type LogInOutcome =
  { kind: 'done'; userId: string } | { kind: 'refused' } | { kind: 'limited'; waitSeconds: number };

export interface LogIn {
  email: string;
  password: string;
  /** The browser's address. */
  address: string;
}

/** Checks e-mail address and password. */
export class LogInService {
  readonly #attempts: LogInAttempts;

  constructor(private readonly database: Database) {
    this.#attempts = new LogInAttempts(database);
  }

  /** An unknown address and a wrong password are refused alike, after the same work. */
  async logIn({ email: text, password, address }: LogIn): Promise<LogInOutcome> {
    const parsed = emailSchema.safeParse(text);
    // What is no address is counted and refused like one that nobody has.
    const email = parsed.success ? parsed.data : '';
    const waitSeconds = await this.#attempts.count(email, address);
    if (waitSeconds > 0) return { kind: 'limited', waitSeconds };
    const user = await this.#userOf(email, password);
    if (!user) return { kind: 'refused' };
    await this.#attempts.forgive(email, address);
    const { id: userId, organizationId } = user;
    const actor = new Actor({ sub: userId, kind: 'user', org: organizationId, grants: [] });
    await recordChange(this.database, actor, { organizationId, action: 'user.signed-in', subject: userId });
    return { kind: 'done', userId };
  }

  /** Several organisations may know the address: the oldest account that the password fits. */
  async #userOf(email: string, password: string) {
    const users = await this.database.user.findMany({
      where: { email },
      orderBy: { id: 'asc' },
      take: MOST_ACCOUNTS,
    });
    const accounts = users.length > 0 ? users : [{ passwordHash: null }];
    const fits = await Promise.all(
      accounts.map(({ passwordHash }) => verifyPassword(passwordHash, password)),
    );
    return users.find((_user, index) => fits[index]);
  }
}
