import type { Actor } from '@apim/kit/actor';
import { recordChange } from '@apim/kit/change';
import { DomainError, notFound } from '@apim/kit/errors';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { displayName, isId, parseInput } from '../input.ts';
import type { Prisma } from '../prisma/client.ts';
import { createTokenSecret, digestOf, isTokenSecret, prefixOf } from './token-format.ts';
import type { CreatedPersonalToken, CreatePersonalTokenInput, PersonalToken } from './token.type.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const MOST_TOKENS = 100;
/** Last use is told to the minute, so that a busy script costs one write a minute. */
const USE_RECORDED_EVERY_MS = 60_000;

const days = 'must be a whole number of days from 1 to 365';
const creation = z.object({
  name: displayName,
  expiresInDays: z.int(days).min(1, days).max(365, days).nullish(),
});

/** Who a token stands for, and until when. */
export interface TokenOwner {
  userId: string;
  expiresAt: Date;
}

/** Personal tokens: each user handles their own. */
export class TokenService {
  constructor(private readonly database: Database) {}

  async list(actor: Actor): Promise<PersonalToken[]> {
    return this.database.personalToken.findMany({ where: usableOf(actor), orderBy: { id: 'asc' } });
  }

  async create(actor: Actor, input: CreatePersonalTokenInput): Promise<CreatedPersonalToken> {
    const where = usableOf(actor);
    requireTokens(actor);
    const { name, expiresInDays } = parseInput(creation, input);
    if ((await this.database.personalToken.count({ where })) >= MOST_TOKENS)
      throw new DomainError('LIMIT_EXCEEDED', `A user has at most ${MOST_TOKENS} personal tokens.`, {
        remedy: 'Revoke one that is no longer used.',
      });
    const { organizationId, userId } = where;
    const wanted = { organizationId, userId, name, days: expiresInDays ?? 90 };
    return this.database.$transaction((transaction) => issueToken(transaction, actor, wanted));
  }

  async revoke(actor: Actor, id: string): Promise<boolean> {
    const where = { ...usableOf(actor), id };
    return this.database.$transaction(async (transaction) => {
      const { count } = isId(id)
        ? await transaction.personalToken.updateMany({ where, data: { revokedAt: new Date() } })
        : { count: 0 };
      if (count === 0) throw notFound('PersonalToken', id);
      const { organizationId } = where;
      await recordChange(transaction, actor, { organizationId, action: 'token.revoked', subject: id });
      return true;
    });
  }

  /** The owner of a presented token; throws TOKEN_INVALID or TOKEN_EXPIRED. Records that it was used. */
  async authenticate(secret: string): Promise<TokenOwner> {
    const row = isTokenSecret(secret)
      ? await this.database.personalToken.findUnique({ where: { digest: digestOf(secret) } })
      : null;
    if (!row || row.revokedAt) throw new DomainError('TOKEN_INVALID', 'The token is unknown or was revoked.');
    const now = new Date();
    if (row.expiresAt <= now)
      throw new DomainError('TOKEN_EXPIRED', `The token ended on ${row.expiresAt.toISOString()}.`);
    const { id, userId, expiresAt, lastUsedAt } = row;
    if (!lastUsedAt || now.getTime() - lastUsedAt.getTime() >= USE_RECORDED_EVERY_MS)
      await this.database.personalToken.update({ where: { id }, data: { lastUsedAt: now } });
    return { userId, expiresAt };
  }
}

/** Stores a new token and returns it with its secret, which is kept nowhere. */
export async function issueToken(
  transaction: Prisma.TransactionClient,
  actor: Actor,
  { days, ...owner }: { organizationId: string; userId: string; name: string; days: number },
): Promise<CreatedPersonalToken> {
  const secret = createTokenSecret();
  const createdAt = new Date();
  const expiresAt = new Date(createdAt.getTime() + days * DAY_MS);
  const stored = { digest: digestOf(secret), prefix: prefixOf(secret), lastFour: secret.slice(-4) };
  const token = await transaction.personalToken.create({
    data: { ...owner, ...stored, id: uuid(), createdAt, expiresAt },
  });
  await recordChange(transaction, actor, {
    organizationId: owner.organizationId,
    action: 'token.created',
    subject: token.id,
    details: { name: owner.name, expiresAt },
  });
  return { token, secret };
}

function usableOf(actor: Actor): { organizationId: string; userId: string; revokedAt: null } {
  const { organizationId } = actor;
  if (actor.claims.kind !== 'user') throw new DomainError('FORBIDDEN', 'Only a user has personal tokens.');
  return { organizationId, userId: actor.id, revokedAt: null };
}

/** Whoever may have tokens anywhere may have them: a token reaches no further than its owner. */
function requireTokens(actor: Actor): void {
  const projects = actor.projectsWith('token:write');
  if (projects !== 'all' && projects.length === 0)
    actor.require('token:write', { organizationId: actor.organizationId });
}
