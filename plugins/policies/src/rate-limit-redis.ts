import { z } from 'zod';
import { addressToCheck, intakePort, isIntakeHost } from './intake.ts';

/**
 * A Redis that counts calls. Its password is the operator's: the gateway reads it from an environment variable whose name says
 * host and port, so that nobody can have it sent to another host, and no configuration holds it.
 */
export const rateLimitRedis = z
  .strictObject({
    host: z
      .string()
      .max(100)
      .refine((host) => isIntakeHost(host) && !/[:_]/.test(host), {
        error:
          'must be a host name in lower case such as redis.example.com, or an IPv4 address that is no link-local, metadata or multicast address',
      })
      .describe('Host of the Redis; the operator decides which may be reached.')
      .meta({ examples: ['redis.example.com'] }),
    port: intakePort
      .default(6379)
      .describe('Port of the Redis.')
      .meta({ examples: [6380] }),
    database: z
      .int()
      .min(0)
      .max(15)
      .default(0)
      .describe('Number of the database.')
      .meta({ examples: [1] }),
    username: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1 to 64 letters, digits, dots, "-" and "_"')
      .optional()
      .describe('User name; only with a password.')
      .meta({ examples: ['gateway'] }),
    password: z
      .boolean()
      .default(false)
      .describe(
        'Whether the gateway signs in with the password that its environment holds for this Redis, as APIM_REDIS_<HOST>_<PORT>_PASSWORD in upper case, with "_" for a dot and "__" for a hyphen.',
      )
      .meta({ examples: [true] }),
    tls: z
      .boolean()
      .default(true)
      .describe('Whether the connection is encrypted, and the certificate of the host verified.')
      .meta({ examples: [false] }),
    timeoutMs: z
      .int()
      .min(10)
      .max(10_000)
      .default(2_000)
      .describe('How long a call waits for Redis, in milliseconds.')
      .meta({ examples: [200] }),
  })
  .refine(({ username, password }) => username === undefined || password, {
    path: ['username'],
    message: 'needs a password; set password too, or remove it',
  });
type Redis = z.output<typeof rateLimitRedis>;

/** A reference to the password in the environment of the gateway; no two hosts and ports share one. */
function passwordOf({ host, port }: Redis): string {
  const name = host.replaceAll('-', '--').replaceAll('.', '-');
  return `{vault://env/apim-redis-${name}-${port}-password}`;
}

/** How Kong names it. */
export function redisOfKong(redis: Redis) {
  const { host, port, database, username, password, tls, timeoutMs } = redis;
  return {
    host,
    port,
    database,
    timeout: timeoutMs,
    ...(username === undefined ? {} : { username }),
    ...(password ? { password: passwordOf(redis) } : {}),
    ssl: tls,
    ssl_verify: tls,
    ...(tls ? { server_name: host } : {}),
  };
}

/** What the gateway manager is to check. */
export const redisUpstream = ({ redis }: { redis?: Redis | undefined }): Record<string, string> =>
  redis === undefined ? {} : { redis: addressToCheck(redis.host, redis.port) };
