import type { Policy } from './policy.ts';

/** The policies that a compile knows, each in one or more versions. */
export interface PolicyRegistry {
  /** The newest version of each policy, by name, ascending. */
  list(): readonly Policy[];
  /**
   * The newest version of that name; with `version` the newest of the same major that is not older: what 1.2.0 accepted holds
   * in 1.3.0. Undefined when there is none.
   */
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
    byName.set(policy.name, [...versions, policy].sort(newestFirst));
  }
  const newest = [...byName.values()].flatMap(([first]) => first ?? []);
  newest.sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    list: () => newest,
    get(name, version) {
      const versions = byName.get(name);
      return version === undefined
        ? versions?.[0]
        : versions?.find((policy) => holds(policy.version, version));
    },
  };
}

function holds(offered: string, wanted: string): boolean {
  return parts(offered)[0] === parts(wanted)[0] && compareVersions(offered, wanted) >= 0;
}

function newestFirst(a: Policy, b: Policy): number {
  return compareVersions(b.version, a.version);
}

/** Below, at or above zero, as `a` is older than, the same as or newer than `b`; both like 1.2.3. */
export function compareVersions(a: string, b: string): number {
  const [one, two] = [parts(a), parts(b)];
  return one[0] - two[0] || one[1] - two[1] || one[2] - two[2];
}

function parts(version: string): [number, number, number] {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return [major, minor, patch];
}
