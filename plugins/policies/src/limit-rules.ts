import { z } from 'zod';
import { headerToRead } from './header-rules.ts';
import { rateLimitRedis, redisOfKong } from './rate-limit-redis.ts';

type Window = 'second' | 'minute' | 'hour' | 'day' | 'month' | 'year';

/** How many calls one window admits. */
export const windowLimit = (window: Window, example: number) =>
  z
    .int()
    .min(1)
    .max(1_000_000_000)
    .optional()
    .describe(`Requests that are admitted in one ${window}; without a value this window is not limited.`)
    .meta({ examples: [example] });

/** What policies that limit calls have in common; without a value, what is inherited or the default holds. */
export const limitFields = {
  by: z
    .enum(['consumer', 'credential', 'ip', 'header', 'path', 'everybody'])
    .optional()
    .describe(
      'Who is counted: the application, its key or token (without one the address), the client address, the value of a header, the calls of one path together, or all calls together. Default: consumer.',
    )
    .meta({ examples: ['ip'] }),
  header: headerToRead
    .optional()
    .describe(
      'Header whose values are counted apart, with by "header"; who does not send it is counted by address.',
    )
    .meta({ examples: ['X-Tenant'] }),
  path: z
    .string()
    .max(200)
    .regex(
      /^(\/[A-Za-z0-9._~-]+)+\/?$/,
      'must be a path such as /shop/orders, without "//", query or odd characters',
    )
    .optional()
    .describe(
      'Path as clients ask for it, with by "path": its calls are counted together, all others by address.',
    )
    .meta({ examples: ['/shop/orders'] }),
  redis: rateLimitRedis
    .optional()
    .describe('Redis that counts for all gateway nodes together; without one, each node counts by itself.')
    .meta({ examples: [{ host: 'redis.example.com' }] }),
  faultTolerant: z
    .boolean()
    .optional()
    .describe(
      'Whether calls are served while Redis cannot be reached, uncounted; else they get 500. Default: true.',
    )
    .meta({ examples: [false] }),
  showLimits: z
    .boolean()
    .optional()
    .describe('Whether answers tell limits and what remains in RateLimit headers. Default: true.')
    .meta({ examples: [false] }),
  status: z
    .int()
    .min(400)
    .max(599)
    .optional()
    .describe('HTTP status of the answer to a call too many. Default: 429.')
    .meta({ examples: [503] }),
  message: z
    .string()
    .min(1)
    .max(200)
    // Kong writes it into an HTML page for who accepts one.
    .regex(/^[^<>&\p{Cc}]*$/u, 'must hold neither <, > nor &, nor line breaks')
    .optional()
    .describe('Message in the answer to a call too many. Default: API rate limit exceeded.')
    .meta({ examples: ['Please slow down'] }),
};

type Options = z.output<z.ZodObject<typeof limitFields>>;
type Limits = { readonly [Name in Window]?: number | undefined } & Options;

/** Refuses no limit at all, a longer window with the smaller limit (as Kong does), and a field that belongs to another `by`. */
export function checkLimits(windows: readonly Window[], limits: Limits, context: z.RefinementCtx): void {
  const issue = (field: string, message: string) =>
    context.addIssue({ code: 'custom', path: [field], message });
  const given = windows.filter((window) => limits[window] !== undefined);
  if (given.length === 0) {
    const names =
      windows.length === 1 ? windows.join('') : `${windows.slice(0, -1).join(', ')} or ${windows.at(-1)}`;
    issue(windows[1] ?? windows[0] ?? '', `limit at least one of ${names}`);
  }
  for (const [index, longer] of given.entries()) {
    const shorter = given.slice(0, index).find((window) => limits[window]! > limits[longer]!);
    if (shorter !== undefined)
      issue(longer, `must not be lower than the limit of a ${shorter} (${limits[shorter]})`);
  }
  for (const field of ['header', 'path'] as const) {
    if ((limits.by === field) !== (limits[field] !== undefined))
      issue(field, `belongs to by "${field}": give both or neither`);
  }
  if (limits.faultTolerant !== undefined && limits.redis === undefined)
    issue('faultTolerant', 'is about Redis; give redis too, or remove it');
}

/** The more specific value of each field counts; header and path go with `by`. */
export function mergeLimits<Configuration extends Limits>(
  inherited: Configuration,
  own: Configuration,
): Configuration {
  if (own.by === undefined) return { ...inherited, ...own };
  const { header: _, path: __, ...kept } = inherited;
  return { ...(kept as Configuration), ...own };
}

const whom = {
  consumer: 'each application',
  credential: 'each key or token',
  ip: 'each client address',
  everybody: 'all callers together',
};

/** Such as `Admits 10 a second, 100 a minute for each application`. */
export function describeLimits(windows: readonly Window[], limits: Limits): string {
  const counts = windows.flatMap((window) =>
    limits[window] === undefined ? [] : `${limits[window]} a ${window}`,
  );
  const by = limits.by ?? 'consumer';
  const caller =
    by === 'header' ? `each value of ${limits.header}` : by === 'path' ? `${limits.path}` : whom[by];
  return `Admits ${counts.join(', ')} for ${caller}${limits.redis ? `, counted in Redis at ${limits.redis.host}` : ''}`;
}

/** The configuration of rate-limiting; what has no value is left to Kong's defaults, so that policies can share the plugin. */
export function rateLimiting(windows: readonly Window[], limits: Limits) {
  const { by = 'consumer', header, path, redis, faultTolerant, showLimits, status, message } = limits;
  return {
    ...Object.fromEntries(windows.map((window) => [window, limits[window]])),
    limit_by: by === 'everybody' ? ('service' as const) : by,
    header_name: header,
    path,
    ...(redis ? { policy: 'redis' as const, redis: redisOfKong(redis) } : { policy: 'local' as const }),
    fault_tolerant: faultTolerant,
    hide_client_headers: showLimits === undefined ? undefined : !showLimits,
    error_code: status,
    error_message: message,
  };
}
