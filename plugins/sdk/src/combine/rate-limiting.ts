import { canonicalJson } from '../canonical-json.ts';
import type { Combined, Config } from './combined.ts';

const windows = ['second', 'minute', 'hour', 'day', 'month', 'year'] as const;

const meanings: Readonly<Record<string, string>> = {
  limit_by: 'count different callers (by)',
  header_name: 'count by different headers',
  path: 'count different paths',
  policy: 'count in different places (one in Redis, one on each gateway node)',
  redis: 'count in different Redis',
  sync_rate: 'count in different rhythms',
  hide_client_headers: 'differ in whether answers tell the limits',
  error_code: 'answer with different statuses',
  error_message: 'answer with different messages',
};
/** What decides whose calls and where they are counted: an absent one is a default, and must be the same. */
const ofTheCount = ['limit_by', 'header_name', 'path', 'policy', 'redis', 'sync_rate'];

/**
 * Joins the windows of two configurations of rate-limiting, each window with the lower limit, so that both hold. A shorter window
 * never admits more than a longer one (which changes nothing, and Kong insists on it). A conflict when they count differently,
 * or both say how to answer and differ.
 */
export function combineRateLimiting(first: Config, second: Config): Combined {
  for (const [field, meaning] of Object.entries(meanings)) {
    const [one, two] = [first[field], second[field]];
    const isSaid = one !== undefined && two !== undefined;
    const differs = canonicalJson(one ?? null) !== canonicalJson(two ?? null);
    if (differs && (isSaid || ofTheCount.includes(field))) {
      return { conflict: `their limits share one plugin of Kong, and ${meaning}; make them the same` };
    }
  }
  return { config: { ...first, ...second, ...joinedWindows(first, second), ...tolerance(first, second) } };
}

function joinedWindows(first: Config, second: Config): Config {
  let longest = Infinity;
  const joined = windows.toReversed().flatMap((window) => {
    const limits = [first[window], second[window]].filter((limit) => typeof limit === 'number');
    if (limits.length === 0) return [];
    longest = Math.min(longest, ...limits);
    return [[window, longest] as const];
  });
  return Object.fromEntries(joined.reverse());
}

/** Whoever would rather refuse than admit uncounted calls prevails. */
function tolerance(first: Config, second: Config): Config {
  const said = [first.fault_tolerant, second.fault_tolerant].filter((value) => value !== undefined);
  return said.length === 0 ? {} : { fault_tolerant: !said.includes(false) };
}
