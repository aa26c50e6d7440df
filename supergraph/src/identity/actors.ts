import { createHash } from 'node:crypto';
import { ACTOR_HEADER, type ActorClaims, type ActorSigner } from '@apim/kit/actor';
import { DomainError } from '@apim/kit/errors';
import { roles, type Role } from '@apim/kit/permissions';
import { z } from 'zod';
import { unavailable } from '../errors.ts';
import { createTransport } from '../transport.ts';

/** What identifies a caller to the tenant manager. */
export type Identification = { token: string } | { userId: string };

export interface Actors {
  /** The actor behind a token or a user id; throws TOKEN_INVALID, TOKEN_EXPIRED or MANAGER_UNAVAILABLE. */
  find(identification: Identification): Promise<ActorClaims>;
  close(): Promise<void>;
}

const KEPT_ACTORS = 10_000;
const FOUND_FOR_MS = 5_000;
const REFUSED_FOR_MS = 1_000;

const answerSchema = z.object({
  sub: z.string(),
  kind: z.enum(['user', 'service']),
  org: z.string().nullish(),
  grants: z.array(
    z.object({
      role: z.enum(roles as [Role, ...Role[]]),
      scope: z.object({
        kind: z.enum(['installation', 'organization', 'project']),
        id: z.string().optional(),
      }),
    }),
  ),
  expiresAt: z.string().nullish(),
});

interface Entry {
  until: number;
  actor: Promise<ActorClaims>;
}

/**
 * Asks the tenant manager who a caller is. Answers are kept for 5 s at most, so that a revoked token or a changed
 * role is in force by then, and refusals for 1 s; tokens are remembered by their digest only.
 */
export function createActors(tenantUrl: string, signer: ActorSigner): Actors {
  const transport = createTransport({
    url: `${tenantUrl}/internal/actor`,
    timeoutMs: 5_000,
    maxAnswerBytes: 1_000_000,
  });
  const entries = new Map<string, Entry>();

  const remember = (key: string, entry: Entry) => {
    entries.delete(key);
    entries.set(key, entry);
    if (entries.size > KEPT_ACTORS) entries.delete(entries.keys().next().value as string);
  };

  const ask = async (identification: Identification, entry: { until: number }): Promise<ActorClaims> => {
    const body = JSON.stringify(identification);
    const caller: ActorClaims = {
      sub: 'service:bff',
      kind: 'service',
      grants: [{ role: 'system', scope: { kind: 'installation' } }],
    };
    const headers = {
      'content-type': 'application/json',
      [ACTOR_HEADER]: await signer.sign(caller, 'tenant', body),
    };
    try {
      const { status, text } = await transport.post(body, headers);
      if (status === 401) throw refusal(text);
      if (status !== 200) throw unavailable();
      const { expiresAt, org, sub, kind, grants } = answerSchema.parse(JSON.parse(text));
      const end = expiresAt ? Date.parse(expiresAt) : Infinity;
      if (end <= Date.now()) throw expired();
      entry.until = Math.min(Date.now() + FOUND_FOR_MS, end);
      return { sub, kind, grants, ...(org && { org }) };
    } catch (error) {
      entry.until = Date.now() + REFUSED_FOR_MS;
      throw error;
    }
  };

  return {
    find(identification) {
      const key =
        'token' in identification
          ? createHash('sha256').update(identification.token).digest('base64url')
          : `user:${identification.userId}`;
      const known = entries.get(key);
      if (known && known.until > Date.now()) return known.actor;
      const entry: Entry = { until: Infinity, actor: undefined as never };
      entry.actor = ask(identification, entry);
      entry.actor.catch(() => {});
      remember(key, entry);
      return entry.actor;
    },
    close: () => transport.close(),
  };
}

const expired = () => new DomainError('TOKEN_EXPIRED', 'The token has ended.');
const invalid = () => new DomainError('TOKEN_INVALID', 'The token is unknown or revoked.');

/** Anything but these two codes means that the tenant manager does not know this BFF: not the caller's fault. */
function refusal(text: string): DomainError {
  if (text.includes('TOKEN_EXPIRED')) return expired();
  return text.includes('TOKEN_INVALID') ? invalid() : unavailable();
}
