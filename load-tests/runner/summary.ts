import type { Sample } from './messages.ts';
import type { MetricReport } from './metrics.ts';

interface CheckCount {
  name: string;
  path: string;
  passes: number;
  fails: number;
}

interface Group {
  name: string;
  path: string;
  groups: Group[];
  checks: CheckCount[];
}

/** What k6 hands to `handleSummary`, as far as this runner has it. */
export interface SummaryData {
  root_group: Group;
  metrics: Record<string, MetricReport>;
  state: { testRunDurationMs: number; isStdOutTTY: boolean; isStdErrTTY: boolean };
}

/** Counts checks by their group, for the report. */
export class CheckTree {
  readonly root: Group = { name: '', path: '', groups: [], checks: [] };

  add({ metric, value, tags }: Sample): void {
    if (metric !== 'checks') return;
    const group = this.#group(tags.group ?? '');
    const name = tags.check ?? '';
    let check = group.checks.find((one) => one.name === name);
    if (!check) group.checks.push((check = { name, path: `${group.path}::${name}`, passes: 0, fails: 0 }));
    if (value) check.passes += 1;
    else check.fails += 1;
  }

  #group(path: string): Group {
    let group = this.root;
    for (const name of path.split('::').filter(Boolean)) {
      let inner = group.groups.find((one) => one.name === name);
      if (!inner)
        group.groups.push((inner = { name, path: `${group.path}::${name}`, groups: [], checks: [] }));
      group = inner;
    }
    return group;
  }
}

/** The text that is printed when a script has no `handleSummary`: checks, thresholds, metrics. */
export function describeSummary({ root_group, metrics }: SummaryData): string {
  const rows = Object.entries(metrics).flatMap(([name, { values, thresholds }]) => [
    `  ${name}: ${Object.entries(values)
      .map(([key, value]) => `${key}=${Number(value.toFixed(3))}`)
      .join(' ')}`,
    ...Object.entries(thresholds ?? {}).map(([source, { ok }]) => `    ${ok ? '✓' : '✗'} ${source}`),
  ]);
  return [...describeGroup(root_group, '  '), ...rows, ''].join('\n');
}

function describeGroup({ checks, groups }: Group, indent: string): string[] {
  return [
    ...checks.map(
      ({ name, passes, fails }) =>
        `${indent}${fails === 0 ? '✓' : '✗'} ${name} (${passes} of ${passes + fails})`,
    ),
    ...groups.flatMap((group) => [`${indent}${group.name}`, ...describeGroup(group, `${indent}  `)]),
  ];
}
