import { parseDuration } from './duration.ts';
import type { Tags } from './messages.ts';

interface ScenarioBase {
  name: string;
  exported: string;
  startMs: number;
  gracefulStopMs: number;
  tags: Tags;
}

/** One scenario, its defaults filled in as k6 does; times in milliseconds. */
export type Scenario = ScenarioBase &
  (
    | { executor: 'constant-vus'; vus: number; durationMs: number }
    | {
        executor: 'per-vu-iterations' | 'shared-iterations';
        vus: number;
        iterations: number;
        durationMs: number;
      }
    | { executor: 'constant-arrival-rate'; everyMs: number; vus: number; maxVus: number; durationMs: number }
  );

export interface TestOptions {
  scenarios: Scenario[];
  thresholds: unknown;
  trendStatistics: string[];
  setupTimeoutMs: number;
  teardownTimeoutMs: number;
}

const known = new Set([
  ...['scenarios', 'thresholds', 'vus', 'duration', 'iterations', 'setupTimeout', 'teardownTimeout'],
  ...['summaryTrendStats', 'maxRedirects'],
]);
const common = ['executor', 'exec', 'startTime', 'gracefulStop', 'tags'];
const fields: Record<Scenario['executor'], string[]> = {
  'constant-vus': ['vus', 'duration'],
  'per-vu-iterations': ['vus', 'iterations', 'maxDuration'],
  'shared-iterations': ['vus', 'iterations', 'maxDuration'],
  'constant-arrival-rate': ['rate', 'timeUnit', 'duration', 'preAllocatedVUs', 'maxVUs'],
};

/** Reads the script's `options`; throws a sentence that names an option or executor which is not part of this runner. */
export function parseOptions(options: Record<string, unknown>): TestOptions {
  const unknown = Object.keys(options).find((name) => !known.has(name));
  if (unknown) throw new Error(`The option ${unknown} is not part of this runner.`);
  if ((options.maxRedirects ?? 0) !== 0)
    throw new Error('This runner follows no redirects: set maxRedirects to 0.');
  const scenarios = Object.entries((options.scenarios as object) ?? { default: shortcut(options) });
  return {
    scenarios: scenarios.map(([name, raw]) => parseScenario(name, raw as Record<string, unknown>)),
    thresholds: options.thresholds,
    trendStatistics: (options.summaryTrendStats as string[]) ?? [
      'avg',
      'min',
      'med',
      'max',
      'p(90)',
      'p(95)',
    ],
    setupTimeoutMs: parseDuration(options.setupTimeout ?? '60s', 'setupTimeout'),
    teardownTimeoutMs: parseDuration(options.teardownTimeout ?? '60s', 'teardownTimeout'),
  };
}

function shortcut({ vus, duration, iterations }: Record<string, unknown>): Record<string, unknown> {
  return duration !== undefined && iterations === undefined
    ? { executor: 'constant-vus', vus, duration }
    : { executor: 'shared-iterations', vus, iterations: iterations ?? 1, maxDuration: duration };
}

function parseScenario(name: string, raw: Record<string, unknown>): Scenario {
  const executor = raw.executor as Scenario['executor'];
  if (!Object.hasOwn(fields, executor))
    throw new Error(`The executor ${executor} of the scenario ${name} is not part of this runner.`);
  const allowed = [...common, ...fields[executor]];
  const unknown = Object.keys(raw).find((field) => raw[field] !== undefined && !allowed.includes(field));
  if (unknown) throw new Error(`${unknown} of the scenario ${name} is not part of this runner.`);

  const duration = (field: string, fallback: string) =>
    parseDuration(raw[field] ?? fallback, `${field} of the scenario ${name}`);
  const count = (field: string, fallback?: number) => {
    const value = raw[field] ?? fallback;
    if (!Number.isInteger(value) || (value as number) < 1)
      throw new Error(`${field} of the scenario ${name} must be a whole number of at least 1.`);
    return value as number;
  };
  const base: ScenarioBase = {
    name,
    exported: (raw.exec as string) ?? 'default',
    startMs: duration('startTime', '0s'),
    gracefulStopMs: duration('gracefulStop', '30s'),
    tags: (raw.tags as Tags) ?? {},
  };
  switch (executor) {
    case 'constant-vus':
      return { ...base, executor, vus: count('vus', 1), durationMs: duration('duration', '') };
    case 'constant-arrival-rate': {
      const vus = count('preAllocatedVUs');
      const everyMs = duration('timeUnit', '1s') / count('rate');
      return {
        ...base,
        executor,
        vus,
        maxVus: count('maxVUs', vus),
        everyMs,
        durationMs: duration('duration', ''),
      };
    }
    default:
      return {
        ...base,
        executor,
        vus: count('vus', 1),
        iterations: count('iterations', 1),
        durationMs: duration('maxDuration', '10m'),
      };
  }
}
