import { json, list, managerSettings, readEnvironment, secret } from '@apim/kit/environment';
import { z } from 'zod';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

const webAddress = z
  .url({ protocol: /^https?$/ })
  .refine(
    (url) => new URL(url).protocol === 'https:' || LOOPBACK.has(new URL(url).hostname),
    'must be https, this machine excepted',
  );

const issuer = webAddress.refine(
  (url) => new URL(url).pathname === '/oidc' && !/[?#]/.test(url),
  'must end with /oidc, such as https://developers.example.com/oidc',
);

/** Keys that sign ID tokens: asymmetric and private, each with its kid. The first one signs. */
const signingKeys = json(
  z.object({
    keys: z
      .array(z.looseObject({ kty: z.enum(['RSA', 'EC', 'OKP']), kid: z.string().min(1), d: secret() }))
      .min(1, 'holds no key'),
  }),
);

/** What the tenant manager reads besides what every manager does. */
const ownSettings = {
  OIDC_ISSUER: issuer,
  OIDC_COOKIE_KEYS: list().pipe(z.array(secret()).min(1, 'holds no key')),
  OIDC_SIGNING_KEYS: signingKeys,
  BFF_CLIENT_SECRET: secret(),
  BFF_REDIRECT_URIS: list().pipe(z.array(webAddress).min(1, 'holds no address')),
};

/** The tenant manager's settings; throws one error that lists every wrong one by name. */
export const readSettings = (source: NodeJS.ProcessEnv) =>
  readEnvironment({ ...managerSettings(source), ...ownSettings }, source);

export type TenantSettings = ReturnType<typeof readSettings>;
