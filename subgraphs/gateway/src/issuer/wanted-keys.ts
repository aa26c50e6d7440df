import { issuerUnit, type TrustedKey } from './issuer-entities.ts';
import type { SigningKey } from './json-web-keys.ts';

/** That the API with this id trusts the keys at an address, for callers in `group`. */
export interface Trust {
  apiId: string;
  group: string;
  issuer: string;
  jwksUrl: string;
}

/** The keys at an address, or why they could not be had. */
export type KeySet = readonly SigningKey[] | Error;

/** Why keys of an issuer are not on a gateway as it publishes them. */
export interface IssuerFailure {
  issuer: string;
  jwksUrl: string;
  reason: string;
}

interface Wanted extends SigningKey {
  groups: Set<string>;
}

/**
 * Which keys a gateway is to hold, for whom: those that are published, and of addresses that do not answer those that it holds.
 * Of two keys with one id the one that the older API trusts stays (ids of APIs grow with time), the other is a failure.
 */
export function wantedKeys(
  trusts: readonly Trust[],
  keySets: ReadonlyMap<string, KeySet>,
  held: readonly TrustedKey[],
): { keys: TrustedKey[]; failures: IssuerFailure[] } {
  const wanted = new Map<string, Wanted>();
  const want = ({ keyId, algorithm, pem }: SigningKey, group: string) => {
    const key = { keyId, algorithm, pem };
    const unit = issuerUnit(key);
    const known = wanted.get(unit) ?? { ...key, groups: new Set() };
    known.groups.add(group);
    wanted.set(unit, known);
  };
  const failures: IssuerFailure[] = [];
  const holders = new Map<string, string>();
  for (const trust of [...trusts].sort((a, b) => (a.apiId < b.apiId ? -1 : 1))) {
    const { group, issuer, jwksUrl } = trust;
    const published = keySets.get(jwksUrl) ?? [];
    const isAbsent = published instanceof Error;
    if (isAbsent) failures.push({ issuer, jwksUrl, reason: published.message });
    for (const key of isAbsent ? held.filter(({ groups }) => groups.includes(group)) : published) {
      const unit = issuerUnit(key);
      const holder = holders.get(key.keyId) ?? unit;
      holders.set(key.keyId, holder);
      if (holder === unit) want(key, group);
      else {
        const reason = `another issuer has published another key with the id ${key.keyId}, which a gateway can hold once`;
        failures.push({ issuer, jwksUrl, reason });
      }
    }
  }
  const keys = [...wanted.values()].map((key) => ({ ...key, groups: [...key.groups].sort() }));
  return { keys, failures };
}
