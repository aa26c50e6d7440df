import type { MetricKind, Tags } from '../messages.ts';
import { thread } from './thread.ts';

class Metric {
  constructor(
    kind: MetricKind,
    readonly name: string,
    isTime = false,
  ) {
    if (thread.isLoaded) throw new Error(`The metric ${name} must be made while the script is loaded.`);
    thread.metrics.push({ name, kind, contains: isTime ? 'time' : 'default' });
  }

  add(value: number | boolean, tags: Tags = {}): void {
    thread.emit(this.name, Number(value), tags);
  }
}

/** A sum. */
export class Counter extends Metric {
  constructor(name: string, isTime?: boolean) {
    super('counter', name, isTime);
  }
}

/** The last value, and the extremes. */
export class Gauge extends Metric {
  constructor(name: string, isTime?: boolean) {
    super('gauge', name, isTime);
  }
}

/** How many of the values are not zero. */
export class Rate extends Metric {
  constructor(name: string, isTime?: boolean) {
    super('rate', name, isTime);
  }
}

/** Average, extremes and percentiles. */
export class Trend extends Metric {
  constructor(name: string, isTime?: boolean) {
    super('trend', name, isTime);
  }
}

export default { Counter, Gauge, Rate, Trend };
