import { z } from 'zod';

/** Values that were published somewhere as a default, in this project's samples or elsewhere. */
const wellKnown = new Set([
  'changeme',
  'change-me',
  'secret',
  'password',
  'admin',
  'apim',
  'default',
  'test',
  'example',
]);

const isLocal = (source: NodeJS.ProcessEnv): boolean => source.APIM_MODE === 'local';

/** A secret: at least 16 characters of more than four kinds, and none that is well known. */
export const secret = () =>
  z
    .string()
    .min(16, 'must have at least 16 characters')
    .refine(
      (value) => !wellKnown.has(value.toLowerCase()) && new Set(value).size > 4,
      'is a well-known or trivial value',
    );

/** A setting whose text is JSON, checked against a schema. */
export const json = <T extends z.ZodType>(schema: T) =>
  z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'is not JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema);

/** A comma-separated list. */
export const list = () =>
  z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean),
    );

const privateKey = json(
  z.looseObject({
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    kid: z.string(),
    x: z.string(),
    d: secret(),
  }),
);
const keySet = json(z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })).min(1) }));

/** What every part of the platform reads. */
export const commonSettings = {
  APIM_MODE: z.enum(['local', 'production']).default('production'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65535),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }),
  ACTOR_SIGNING_KEY: privateKey,
  ACTOR_TRUSTED_KEYS: keySet,
  MANAGER_URLS: json(z.record(z.string(), z.url({ protocol: /^https?$/ }))),
};

const passwordIn = (url: string): string => decodeURIComponent(new URL(url).password);

/** A database address; outside local mode its password must pass the rule for secrets. */
const databaseUrl = (local: boolean) =>
  z
    .url({ protocol: /^(postgresql|mysql|mariadb)$/ })
    .refine(
      (url) => local || secret().safeParse(passwordIn(url)).success,
      'has an empty, short or well-known password',
    );

/** What every manager reads: the common settings and its own database. */
export const managerSettings = (source: NodeJS.ProcessEnv) => ({
  ...commonSettings,
  DATABASE_URL: databaseUrl(isLocal(source)),
});

/** Reads settings through a schema; throws one error that lists every wrong setting by name, never its value. */
export function readEnvironment<T extends z.ZodRawShape>(
  shape: T,
  source: NodeJS.ProcessEnv,
): z.infer<z.ZodObject<T>> {
  const result = z.object(shape).safeParse(source);
  if (result.success) return result.data;
  const lines = result.error.issues.map(({ path, message }) => {
    const name = String(path[0]);
    return source[name] === undefined ? `${name} is not set` : `${path.join('.')} ${message}`;
  });
  throw new Error(`The settings are not usable:\n  ${[...new Set(lines)].join('\n  ')}`);
}
