import type { KongPluginName } from '../policy.ts';

const authenticators: ReadonlySet<KongPluginName> = new Set<KongPluginName>([
  'basic-auth',
  'hmac-auth',
  'jwt',
  'key-auth',
  'ldap-auth',
  'oauth2',
  'session',
]);

/** The plugin that an added one cannot be beside, and why. */
export interface Rivalry {
  readonly rival: KongPluginName;
  readonly conflict: string;
}

/**
 * Why a plugin cannot join those of a place: two that say who calls would both ask for their credentials, and the later would
 * decide; either alone needs Kong's `anonymous`, by which a caller without any passes on. Undefined when it can.
 */
export function authenticationConflict(
  present: Iterable<KongPluginName>,
  added: KongPluginName,
): Rivalry | undefined {
  if (!authenticators.has(added)) return undefined;
  const rival = [...present].find((name) => name !== added && authenticators.has(name));
  return rival === undefined
    ? undefined
    : {
        rival,
        conflict: `one policy decides who calls, and Kong would ask for both (${rival} and ${added}); to admit either, Kong needs a consumer for callers without credentials`,
      };
}
