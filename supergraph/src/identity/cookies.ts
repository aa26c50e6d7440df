import type { CookieSerializeOptions } from '@fastify/cookie';

/** Holds the id of a session. */
export const SESSION_COOKIE = '__Host-apim-session';
/** Ties a log-in under way to the browser that began it. */
export const LOGIN_COOKIE = '__Host-apim-login';

/** What the `__Host-` prefix demands, and no access by script. */
export const cookieOptions: CookieSerializeOptions = {
  secure: true,
  httpOnly: true,
  sameSite: 'lax',
  path: '/',
};
