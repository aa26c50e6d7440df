/** What k6 hands to `handleSummary`. */
export interface Summary {
  root_group: Group;
  metrics: Record<string, Metric>;
  state: { testRunDurationMs: number };
}

export interface Group {
  name: string;
  path: string;
  groups: Group[];
  checks: Check[];
}

export interface Check {
  name: string;
  path: string;
  passes: number;
  fails: number;
}

export interface Metric {
  type: 'counter' | 'gauge' | 'rate' | 'trend';
  contains: 'default' | 'time' | 'data';
  values: Record<string, number>;
  thresholds?: Record<string, { ok: boolean }>;
}

/** One condition of the run and whether it held. */
export interface Verdict {
  kind: 'check' | 'threshold';
  name: string;
  ok: boolean;
  detail: string;
}

/** All checks and thresholds of a run, in the order of the script. */
export function verdictsOf({ root_group, metrics }: Summary): Verdict[] {
  const thresholds = Object.entries(metrics).flatMap(([selector, metric]) =>
    Object.entries(metric.thresholds ?? {}).map(([source, { ok }]) => ({
      kind: 'threshold' as const,
      name: `${selector}: ${source}`,
      ok,
      detail: describeValues(metric),
    })),
  );
  return [...checksOf(root_group), ...thresholds];
}

function checksOf({ checks, groups }: Group): Verdict[] {
  const own = checks.map(({ path, passes, fails }) => ({
    kind: 'check' as const,
    name: path.split('::').filter(Boolean).join(' › '),
    ok: fails === 0,
    detail: `${passes} of ${passes + fails}`,
  }));
  return [...own, ...groups.flatMap(checksOf)];
}

/** A metric's values on one line, milliseconds and bytes with their unit. */
export function describeValues({ contains, values }: Metric): string {
  const unit = { default: '', time: ' ms', data: ' B' }[contains];
  return Object.entries(values)
    .map(([name, value]) => `${name} ${Number(value.toFixed(2))}${unit}`)
    .join(', ');
}
