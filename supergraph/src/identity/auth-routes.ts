import { DomainError } from '@apim/kit/errors';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../log.ts';
import { cookieOptions, LOGGED_OUT_COOKIE, LOGIN_COOKIE, SESSION_COOKIE } from './cookies.ts';
import type { OidcClient } from './oidc-client.ts';
import { localPath } from './return-path.ts';
import { SessionsUnreadable, type Sessions } from './sessions.ts';

export interface AuthRoutesOptions {
  oidc: OidcClient;
  sessions: Sessions;
  /** Where browsers see this server. */
  publicUrl: string;
  log: Log;
}

/** `/auth/login`, `/auth/callback` and `/auth/logout`: a browser gets a session's id, never a token. */
export function registerAuthRoutes(app: FastifyInstance, options: AuthRoutesOptions): void {
  const { oidc, sessions, publicUrl, log } = options;

  app.get<{ Querystring: { return?: unknown } }>('/auth/login', async ({ query, cookies }, reply) => {
    const returnPath = localPath(query.return);
    const mustAsk = cookies[LOGGED_OUT_COOKIE] !== undefined;
    return orExplain(reply, 503, log, async () => {
      const { url, ...login } = await oidc.begin({ mustAsk });
      const loginId = await sessions.beginLogin({ ...login, returnPath });
      return reply.setCookie(LOGIN_COOKIE, loginId, cookieOptions).redirect(url);
    });
  });

  app.get('/auth/callback', async (request, reply) => {
    return orExplain(reply, 401, log, async () => {
      const loginId = request.cookies[LOGIN_COOKIE];
      const login = loginId && (await sessions.takeLogin(loginId));
      if (!login) throw new DomainError('UNAUTHENTICATED', 'No log-in is under way in this browser.');
      const userId = await oidc.finish(request.url.split('?')[1] ?? '', login);
      const before = request.cookies[SESSION_COOKIE];
      if (before) await sessions.end(before);
      const sessionId = await sessions.begin(userId);
      return reply
        .clearCookie(LOGIN_COOKIE, cookieOptions)
        .clearCookie(LOGGED_OUT_COOKIE, cookieOptions)
        .setCookie(SESSION_COOKIE, sessionId, cookieOptions)
        .redirect(publicUrl + login.returnPath);
    });
  });

  app.post('/auth/logout', async (request, reply) => {
    if (!isOfThisSite(request, publicUrl))
      return reply.code(403).send({ message: 'Log out from the site itself.' });
    return orExplain(reply, 503, log, async () => {
      const sessionId = request.cookies[SESSION_COOKIE];
      if (sessionId) await sessions.end(sessionId);
      return reply
        .clearCookie(SESSION_COOKIE, cookieOptions)
        .setCookie(LOGGED_OUT_COOKIE, '1', cookieOptions)
        .code(204)
        .send();
    });
  });
}

const isOfThisSite = ({ headers }: FastifyRequest, publicUrl: string): boolean =>
  headers['sec-fetch-site'] !== 'cross-site' &&
  (headers.origin === undefined || headers.origin === new URL(publicUrl).origin);

/** Answers what went wrong in words, without the provider's or the store's own; `status` is for what is not the store's. */
async function orExplain(
  reply: FastifyReply,
  status: 401 | 503,
  log: Log,
  work: () => Promise<unknown>,
): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    log.warn({ err: error }, 'log-in failed');
    const message = error instanceof DomainError ? error.message : 'The log-in did not succeed.';
    return reply
      .code(error instanceof SessionsUnreadable ? 503 : status)
      .send({ code: 'UNAUTHENTICATED', message, remedy: 'Begin the log-in again.' });
  }
}
