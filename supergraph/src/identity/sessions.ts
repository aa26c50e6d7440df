import { createHash, randomBytes } from 'node:crypto';
import { DomainError } from '@apim/kit/errors';
import { Redis } from 'ioredis';
import { z } from 'zod';

const IDLE_SECONDS = 8 * 3600;
const ABSOLUTE_SECONDS = 24 * 3600;
const LOGIN_SECONDS = 600;

/** What a log-in that is under way has to find again. */
export interface LoginState {
  state: string;
  nonce: string;
  verifier: string;
  returnPath: string;
}

const sessionSchema = z.object({ userId: z.string(), createdAt: z.number() });
const loginSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnPath: z.string(),
});

export interface Sessions {
  /** The user of a session, or undefined when it has ended: 8 h after its last use, 24 h after the log-in. */
  userOf(sessionId: string): Promise<string | undefined>;
  /** Begins a session and gives its id, which only the browser keeps. */
  begin(userId: string): Promise<string>;
  end(sessionId: string): Promise<void>;
  beginLogin(login: LoginState): Promise<string>;
  /** A log-in under way; it can be taken once. */
  takeLogin(loginId: string): Promise<LoginState | undefined>;
  close(): void;
}

/** Redis does not answer. */
export class SessionsUnreadable extends DomainError {
  constructor() {
    super('UNAUTHENTICATED', 'Sessions can’t be read at the moment.', {
      remedy: 'Try again shortly, or send a token.',
    });
  }
}

const keyOf = (kind: string, id: string): string =>
  `apim:${kind}:${createHash('sha256').update(id).digest('base64url')}`;

/** Sessions in Redis under the digest of their id. While Redis is away every call throws UNAUTHENTICATED at once. */
export function createSessions(redisUrl: string): Sessions {
  const redis = new Redis(redisUrl, {
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 2_000,
    retryStrategy: (attempt) => Math.min(attempt * 200, 2_000),
  });
  redis.on('error', () => {});
  void redis.connect().catch(() => {});

  const ask = async <T>(command: () => Promise<T>): Promise<T> => {
    try {
      return await command();
    } catch {
      throw new SessionsUnreadable();
    }
  };
  const store = async (kind: string, value: object, seconds: number): Promise<string> => {
    const id = randomBytes(32).toString('base64url');
    await ask(() => redis.set(keyOf(kind, id), JSON.stringify(value), 'EX', seconds));
    return id;
  };

  return {
    async userOf(sessionId) {
      const key = keyOf('session', sessionId);
      const text = await ask(() => redis.get(key));
      if (!text) return undefined;
      const { userId, createdAt } = sessionSchema.parse(JSON.parse(text));
      const secondsLeft = ABSOLUTE_SECONDS - Math.floor((Date.now() - createdAt) / 1000);
      if (secondsLeft <= 0) return undefined;
      await ask(() => redis.expire(key, Math.min(IDLE_SECONDS, secondsLeft)));
      return userId;
    },
    begin: (userId) => store('session', { userId, createdAt: Date.now() }, IDLE_SECONDS),
    end: async (sessionId) => void (await ask(() => redis.del(keyOf('session', sessionId)))),
    beginLogin: (login) => store('login', login, LOGIN_SECONDS),
    async takeLogin(loginId) {
      const text = await ask(() => redis.getdel(keyOf('login', loginId)));
      return text ? loginSchema.parse(JSON.parse(text)) : undefined;
    },
    close: () => redis.disconnect(),
  };
}
