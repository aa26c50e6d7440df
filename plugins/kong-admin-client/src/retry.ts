import type { KongAdminError } from './errors.ts';

const MAX_DELAY_MS = 5_000;
const MAX_RETRY_AFTER_MS = 30_000;

/** Errors of a connection that was made and then lost, or that never came about in time. */
const transientCodes = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/** Whether the same request may succeed a moment later: 429, 5xx, a timeout, a reset connection; nothing else. */
export function isTransient(error: KongAdminError): boolean {
  if (error.kind === 'unavailable') return true;
  if (error.kind !== 'unreachable') return false;
  const cause = error.cause as (Error & { code?: unknown }) | undefined;
  return error.status === 408 || cause?.name === 'TimeoutError' || transientCodes.has(String(cause?.code));
}

/** Milliseconds to wait before try number `tried + 1`: what Retry-After asks (30 s at most), else 2^n with full jitter. */
export function delayBefore(
  tried: number,
  backoffMs: number,
  retryAfter?: string,
  random = Math.random,
): number {
  const asked = retryAfter === undefined ? NaN : secondsOf(retryAfter) * 1000;
  if (asked >= 0) return Math.min(asked, MAX_RETRY_AFTER_MS);
  return random() * Math.min(backoffMs * 2 ** tried, MAX_DELAY_MS);
}

function secondsOf(retryAfter: string): number {
  return /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
}
