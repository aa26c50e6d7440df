interface Versioned {
  /** Such as 1.2.3. */
  readonly version: string;
}

/**
 * The version to use: with `wanted` one of the same major that is not older, since what 1.2.0 accepted holds in 1.3.0. One that
 * is not deprecated goes ahead, then the newest. Undefined when there is none.
 */
export function bestVersion<Item extends Versioned>(
  items: readonly Item[],
  wanted: string | undefined,
  isDeprecated: (item: Item) => boolean,
): Item | undefined {
  return items
    .filter(({ version }) => wanted === undefined || holds(version, wanted))
    .sort((a, b) => Number(isDeprecated(a)) - Number(isDeprecated(b)) || newestFirst(a, b))[0];
}

/** For sorting. */
export function newestFirst(a: Versioned, b: Versioned): number {
  return compareVersions(b.version, a.version);
}

function holds(offered: string, wanted: string): boolean {
  return parts(offered)[0] === parts(wanted)[0] && compareVersions(offered, wanted) >= 0;
}

/** Below, at or above zero, as `a` is older than, the same as or newer than `b`. */
function compareVersions(a: string, b: string): number {
  const [one, two] = [parts(a), parts(b)];
  return one[0] - two[0] || one[1] - two[1] || one[2] - two[2];
}

function parts(version: string): [number, number, number] {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return [major, minor, patch];
}
