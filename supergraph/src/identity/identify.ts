import { anonymous, type ActorClaims } from '@apim/kit/actor';
import { DomainError } from '@apim/kit/errors';
import type { FastifyRequest } from 'fastify';
import type { Actors } from './actors.ts';
import { SESSION_COOKIE } from './cookies.ts';
import type { Sessions } from './sessions.ts';

const TOKEN = /^Bearer (apim_pat_[\w-]{16,200})$/i;

/**
 * Who sent a request: by its token, else by its session, else nobody. No other header says who someone is.
 * Throws TOKEN_INVALID, TOKEN_EXPIRED, MANAGER_UNAVAILABLE, UNAUTHENTICATED (sessions unreadable) or FORBIDDEN.
 */
export async function identify(
  request: FastifyRequest,
  { actors, sessions }: { actors: Actors; sessions: Sessions },
): Promise<ActorClaims> {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const token = TOKEN.exec(authorization)?.[1];
    if (!token)
      throw new DomainError('TOKEN_INVALID', 'The Authorization header holds no token of this platform.');
    return actors.find({ token });
  }
  const sessionId = request.cookies[SESSION_COOKIE];
  if (!sessionId) return anonymous;
  refuseForged(request);
  const userId = await sessions.userOf(sessionId);
  if (!userId) return anonymous;
  try {
    return await actors.find({ userId });
  } catch (error) {
    // The user was removed meanwhile.
    if (error instanceof DomainError && error.code === 'TOKEN_INVALID') return anonymous;
    throw error;
  }
}

/** Browsers send cookies along with forms and links of other sites; none of those can carry these two headers. */
function refuseForged({ headers }: FastifyRequest): void {
  const isJson = /^application\/(graphql-response\+)?json\s*(;|$)/i.test(headers['content-type'] ?? '');
  const isOurs = isJson || headers['x-apim-request'] !== undefined;
  if (isOurs && headers['sec-fetch-site'] !== 'cross-site') return;
  throw new DomainError('FORBIDDEN', 'A request with a session must be of this site.', {
    remedy: 'Send content-type: application/json, or the header x-apim-request.',
  });
}
