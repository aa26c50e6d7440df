import type { CookieSerializeOptions } from '@fastify/cookie';

/** Holds the id of a session. */
export const SESSION_COOKIE = '__Host-apim-session';
/** Ties a log-in under way to the browser that began it. */
export const LOGIN_COOKIE = '__Host-apim-login';

/** Says that the last session of this browser was logged out: the provider's own session must not revive it. */
export const LOGGED_OUT_COOKIE = '__Host-apim-logged-out';

/** What the `__Host-` prefix demands, and no access by script. */
export const cookieOptions: CookieSerializeOptions = {
  secure: true,
  httpOnly: true,
  sameSite: 'lax',
  path: '/',
};
