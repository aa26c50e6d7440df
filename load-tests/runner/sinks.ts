import type { MetricKind } from './messages.ts';

/** Statistics by name, such as `rate`, `count`, `avg` or `p(95)`. */
export type MetricValues = Record<string, number>;

export interface Sink {
  readonly isEmpty: boolean;
  add(value: number): void;
  /** `seconds` is how long the test ran; `statistics` are those wanted of a trend. */
  values(seconds: number, statistics: readonly string[]): MetricValues;
}

export function createSink(kind: MetricKind): Sink {
  return new { counter: CounterSink, gauge: GaugeSink, rate: RateSink, trend: TrendSink }[kind]();
}

class CounterSink implements Sink {
  #count = 0;
  isEmpty = true;

  add(value: number): void {
    this.isEmpty = false;
    this.#count += value;
  }

  values(seconds: number): MetricValues {
    return { count: this.#count, rate: seconds > 0 ? this.#count / seconds : 0 };
  }
}

class GaugeSink implements Sink {
  #values: MetricValues = { value: 0, min: Infinity, max: -Infinity };
  isEmpty = true;

  add(value: number): void {
    this.isEmpty = false;
    this.#values = {
      value,
      min: Math.min(this.#values.min ?? value, value),
      max: Math.max(this.#values.max ?? value, value),
    };
  }

  values(): MetricValues {
    return this.#values;
  }
}

class RateSink implements Sink {
  #passes = 0;
  #fails = 0;

  get isEmpty(): boolean {
    return this.#passes + this.#fails === 0;
  }

  add(value: number): void {
    if (value) this.#passes += 1;
    else this.#fails += 1;
  }

  values(): MetricValues {
    return { rate: this.#passes / (this.#passes + this.#fails), passes: this.#passes, fails: this.#fails };
  }
}

class TrendSink implements Sink {
  readonly #values: number[] = [];

  get isEmpty(): boolean {
    return this.#values.length === 0;
  }

  add(value: number): void {
    this.#values.push(value);
  }

  values(_seconds: number, statistics: readonly string[]): MetricValues {
    const sorted = Float64Array.from(this.#values).sort();
    return Object.fromEntries(statistics.map((name) => [name, statistic(name, sorted)]));
  }
}

/** Linear between the neighbours, as k6 does it. */
function percentile(sorted: Float64Array, percent: number): number {
  const position = (percent / 100) * (sorted.length - 1);
  const low = sorted[Math.floor(position)] ?? 0;
  const high = sorted[Math.ceil(position)] ?? 0;
  return low + (high - low) * (position - Math.floor(position));
}

function statistic(name: string, sorted: Float64Array): number {
  const percent = /^p\((\d+(?:\.\d+)?)\)$/.exec(name)?.[1];
  if (percent !== undefined) return percentile(sorted, Number(percent));
  switch (name) {
    case 'avg':
      return sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
    case 'min':
      return sorted[0] ?? 0;
    case 'max':
      return sorted.at(-1) ?? 0;
    case 'med':
      return percentile(sorted, 50);
    case 'count':
      return sorted.length;
    default:
      throw new Error(`A trend has no ${name}: use avg, min, med, max, count or p(N).`);
  }
}
