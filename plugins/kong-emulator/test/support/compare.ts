import type { RawAnswer } from './raw-http.ts';
import type { Recorded } from './shared.ts';

/** Only their presence is compared: they differ between any two runs. */
const varying = new Set([
  'date',
  'x-kong-upstream-latency',
  'x-kong-proxy-latency',
  'x-kong-response-latency',
  'x-kong-request-id',
  'x-kong-admin-latency',
  'ratelimit-reset',
  'retry-after',
]);

const requestId = /\b[0-9a-f]{32}\b/g;
/** Random ids that Kong gave to credentials; fixed ones of the recordings are all-ones. */
const randomId = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;

/** The ids of traces and spans in the headers that carry them. */
const traceIds =
  /((?:traceparent|x-b3-(?:parentspanid|traceid|spanid))", ")(00-[0-9a-f]{32}-[0-9a-f]{16}|[0-9a-f]{16,32})/g;

const mask = (text: string): string =>
  text.replace(traceIds, '$1<trace>').replace(requestId, '<id>').replace(randomId, '<uuid>');

const byText = (left: unknown, right: unknown): number =>
  JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;

/** What an upstream saw, with its header lines in one order; arguments of a query in one order too. */
function normalizeEcho(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('headers' in value) || !Array.isArray(value.headers))
    return value;
  const echo = value as { headers: unknown[]; body?: unknown };
  return { ...echo, body: normalizeBody(String(echo.body ?? '')), headers: [...echo.headers].sort(byText) };
}

/** Text, or the value of JSON; a form with its fields in one order. */
export function normalizeBody(text: string): unknown {
  const masked = mask(text);
  try {
    return normalizeEcho(JSON.parse(masked));
  } catch {
    return /^[\w.%]+=[^&\s]*(&[\w.%]+=[^&\s]*)+$/.test(masked) ? masked.split('&').sort() : masked;
  }
}

function normalizeHeaders(headers: readonly [string, string][]): [string, string][] {
  return headers
    .map(([name, value]): [string, string] => [
      name,
      varying.has(name.toLowerCase()) ? '<varies>' : mask(value),
    ])
    .sort(byText);
}

/** An answer in the form in which two runs can be compared. */
export function comparable(answer: RawAnswer | Recorded['response']): unknown {
  return {
    status: answer.status,
    headers: normalizeHeaders(answer.headers),
    body: normalizeBody(answer.body),
  };
}
