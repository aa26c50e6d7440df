import type { Policy } from './policy.ts';

/** The policies that a compile knows. */
export interface PolicyRegistry {
  /** All policies by name, ascending. */
  list(): readonly Policy[];
  /** The policy of that name, and of that version when one is given; undefined when there is none. */
  get(name: string, version?: string): Policy | undefined;
}

/** Throws when two policies share a name. */
export function createRegistry(policies: readonly Policy[]): PolicyRegistry {
  const byName = new Map<string, Policy>();
  for (const policy of policies) {
    if (byName.has(policy.name)) throw new Error(`policy ${policy.name} is registered twice`);
    byName.set(policy.name, policy);
  }
  const sorted = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    list: () => sorted,
    get(name, version) {
      const policy = byName.get(name);
      return version === undefined || policy?.version === version ? policy : undefined;
    },
  };
}
