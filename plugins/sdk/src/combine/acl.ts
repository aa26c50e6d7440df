import { canonicalJson } from '../canonical-json.ts';
import type { Combined, Config } from './combined.ts';

/**
 * One acl for two policies that ask for the same groups; the groups are told to later code when either needs them. Lists that
 * differ are a conflict: to Kong a list means any of its groups, so joined ones would admit who is in one alone.
 */
export function combineAcl(first: Config, second: Config): Combined {
  const { hide_groups_header: one, ...asked } = first;
  const { hide_groups_header: two, ...alsoAsked } = second;
  if (canonicalJson(asked) !== canonicalJson(alsoAsked)) {
    return {
      conflict:
        'they admit different groups of callers (acl), and Kong would admit who is in either; callers by tokens of an external issuer are in no group of subscriptions',
    };
  }
  return { config: { ...asked, hide_groups_header: one === true && two === true } };
}
