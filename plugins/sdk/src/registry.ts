import type { Policy } from './policy.ts';
import { bestVersion } from './versions.ts';

/** The policies that a compile knows, each in one or more versions. */
export interface PolicyRegistry {
  /** The best version of each policy, by name, ascending. */
  list(): readonly Policy[];
  /** The best version of that name (`bestVersion`) that serves what `version` accepted; undefined when there is none. */
  get(name: string, version?: string): Policy | undefined;
}

/** Throws when two policies share a name and a version. */
export function createRegistry(policies: readonly Policy[]): PolicyRegistry {
  const byName = new Map<string, Policy[]>();
  for (const policy of policies) {
    const versions = byName.get(policy.name) ?? [];
    if (versions.some(({ version }) => version === policy.version)) {
      throw new Error(`policy ${policy.name} ${policy.version} is registered twice`);
    }
    byName.set(policy.name, [...versions, policy]);
  }
  const best = (name: string, version?: string) =>
    bestVersion(byName.get(name) ?? [], version, ({ deprecated }) => deprecated !== undefined);
  const listed = [...byName.keys()].sort().flatMap((name) => best(name) ?? []);
  return { list: () => listed, get: best };
}
