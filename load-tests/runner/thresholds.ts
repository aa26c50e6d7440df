import type { MetricReport, Metrics } from './metrics.ts';

/** One condition on one metric or sub-metric. */
export interface Threshold {
  selector: string;
  source: string;
  statistic: string;
  operator: string;
  limit: number;
}

const compare: Record<string, (value: number, limit: number) => boolean> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
  '==': (value, limit) => value === limit,
  '===': (value, limit) => value === limit,
  '!=': (value, limit) => value !== limit,
};

/** Reads `options.thresholds`; throws a sentence that names what cannot be read or is not part of this runner. */
export function parseThresholds(thresholds: unknown): Threshold[] {
  return Object.entries((thresholds ?? {}) as Record<string, unknown>).flatMap(([selector, list]) =>
    [list].flat().map((item) => parseThreshold(selector, item)),
  );
}

function parseThreshold(selector: string, item: unknown): Threshold {
  const isObject = typeof item === 'object' && item !== null;
  if (isObject && (item as { abortOnFail?: boolean }).abortOnFail)
    throw new Error(`abortOnFail of the threshold on ${selector} is not part of this runner.`);
  const source = String(isObject ? (item as { threshold: unknown }).threshold : item);
  const match =
    /^\s*(avg|min|max|med|count|rate|value|p\(\d+(?:\.\d+)?\))\s*(<=|>=|===?|!=|<|>)\s*(-?[\d.]+)\s*$/.exec(
      source,
    );
  if (!match)
    throw new Error(`The threshold "${source}" on ${selector} cannot be read: write for example p(95)<200.`);
  const [, statistic = '', operator = '', limit = ''] = match;
  return { selector, source, statistic, operator, limit: Number(limit) };
}

/** Judges each threshold and writes the verdict into the report; true when all hold. One without samples holds, as in k6. */
export function judgeThresholds(
  thresholds: Threshold[],
  metrics: Metrics,
  report: Record<string, MetricReport>,
  seconds: number,
): boolean {
  let allHold = true;
  for (const { selector, source, statistic, operator, limit } of thresholds) {
    const values = metrics.values(selector, seconds, [statistic]);
    if (values && values[statistic] === undefined)
      throw new Error(`The threshold "${source}" does not fit: ${selector} has no ${statistic}.`);
    const ok = values?.[statistic] === undefined || compare[operator]!(values[statistic], limit);
    allHold &&= ok;
    const entry = report[selector];
    if (entry) entry.thresholds = { ...entry.thresholds, [source]: { ok } };
  }
  return allHold;
}
