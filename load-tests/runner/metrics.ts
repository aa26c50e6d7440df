import type { MetricDefinition, MetricKind, Sample, Tags } from './messages.ts';
import { createSink, type MetricValues, type Sink } from './sinks.ts';

const define = (
  kind: MetricKind,
  contains: MetricDefinition['contains'],
  names: string[],
): MetricDefinition[] => names.map((name) => ({ name, kind, contains }));

/** k6's own metrics, as far as this runner measures them. */
export const builtInMetrics: readonly MetricDefinition[] = [
  ...define('counter', 'default', ['http_reqs', 'iterations', 'dropped_iterations']),
  ...define('counter', 'data', ['data_sent', 'data_received']),
  ...define('rate', 'default', ['checks', 'http_req_failed']),
  ...define('gauge', 'default', ['vus']),
  ...define('trend', 'time', [
    'http_req_duration',
    'http_req_blocked',
    'http_req_waiting',
    'http_req_receiving',
    'iteration_duration',
    'group_duration',
  ]),
];

interface Series extends MetricDefinition {
  /** Absent for a whole metric. */
  tags?: Tags;
  sink: Sink;
}

/** What a report has of one metric or sub-metric, in k6's form. */
export interface MetricReport {
  type: MetricKind;
  contains: MetricDefinition['contains'];
  values: MetricValues;
  thresholds?: Record<string, { ok: boolean }>;
}

/** Takes samples in, also into the sub-metrics `name{tag:value}` that were asked for. */
export class Metrics {
  readonly #series = new Map<string, Series>();
  readonly #byMetric = new Map<string, Series[]>();

  constructor(definitions: Iterable<MetricDefinition>) {
    for (const definition of [...builtInMetrics, ...definitions]) this.#add(definition.name, definition);
  }

  /** Begins to collect `name` or `name{tag:value,…}`; throws when there is no such metric. */
  select(selector: string): void {
    if (this.#series.has(selector)) return;
    const { name, tags } = parseSelector(selector);
    const whole = this.#series.get(name);
    if (!whole) throw new Error(`The threshold on ${selector} names no metric: there is no ${name}.`);
    this.#add(selector, whole, tags);
  }

  add({ metric, value, tags }: Sample): void {
    for (const series of this.#byMetric.get(metric) ?? [])
      if (!series.tags || Object.entries(series.tags).every(([name, wanted]) => tags[name] === wanted))
        series.sink.add(value);
  }

  /** Current values of a metric or sub-metric; undefined while nothing was measured. */
  values(selector: string, seconds: number, statistics: readonly string[]): MetricValues | undefined {
    const sink = this.#series.get(selector)?.sink;
    return sink && !sink.isEmpty ? sink.values(seconds, statistics) : undefined;
  }

  /** Everything that was measured, by selector. */
  report(seconds: number, statistics: readonly string[]): Record<string, MetricReport> {
    const measured = [...this.#series].filter(([, { sink }]) => !sink.isEmpty);
    return Object.fromEntries(
      measured.map(([selector, { kind, contains, sink }]) => [
        selector,
        { type: kind, contains, values: sink.values(seconds, statistics) },
      ]),
    );
  }

  #add(selector: string, { name, kind, contains }: MetricDefinition, tags?: Tags): void {
    if (this.#series.has(selector)) return;
    const series: Series = { name, kind, contains, tags, sink: createSink(kind) };
    this.#series.set(selector, series);
    this.#byMetric.set(name, [...(this.#byMetric.get(name) ?? []), series]);
  }
}

/** `http_reqs{name:list,kind:proxy}` in parts. */
function parseSelector(selector: string): { name: string; tags?: Tags } {
  const match = /^([\w.]+)(?:\{(.*)\})?$/.exec(selector);
  if (!match)
    throw new Error(`The threshold on ${selector} cannot be read: write metric or metric{tag:value}.`);
  const [, name = '', list] = match;
  if (list === undefined) return { name };
  const pairs = list.split(',').map((pair) => {
    const colon = pair.indexOf(':');
    return [pair.slice(0, colon).trim(), pair.slice(colon + 1).trim()];
  });
  return { name, tags: Object.fromEntries(pairs) as Tags };
}
