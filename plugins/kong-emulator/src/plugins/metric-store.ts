/** A label's name and value. */
export type Labels = readonly (readonly [string, string])[];

/** A family of metrics: what Prometheus calls a name with its help and type. */
export interface Family {
  name: string;
  help: string;
  type: 'counter' | 'gauge' | 'histogram';
}

interface Sample {
  suffix: string;
  labels: Labels;
  value: number;
}

/** What sorts samples as Kong prints them: by suffix and labels, and buckets by their bound. */
const orderOf = ({ suffix, labels }: Sample): string =>
  suffix +
  labels
    .map(([name, value]) => `${name}=${name === 'le' ? value.replace('+Inf', '~').padStart(12, '0') : value}`)
    .join('\u0000');

const escape = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

const labelText = (labels: Labels): string =>
  labels.length === 0 ? '' : `{${labels.map(([name, value]) => `${name}="${escape(value)}"`).join(',')}}`;

/** Counters, gauges and histograms of one gateway, printed in Prometheus's text format. */
export class MetricStore {
  readonly #families = new Map<string, { family: Family; samples: Map<string, Sample> }>();

  /** Adds to a counter. */
  increase(family: Family, labels: Labels, amount = 1): void {
    this.#sample(family, '', labels).value += amount;
  }

  /** Sets a gauge. */
  set(family: Family, labels: Labels, value: number): void {
    this.#sample(family, '', labels).value = value;
  }

  /** Counts a value in the buckets at or above it; bounds that no value reached have no sample. */
  observe(family: Family, bounds: readonly number[], labels: Labels, value: number): void {
    this.#sample(family, '_count', labels).value += 1;
    this.#sample(family, '_sum', labels).value += value;
    for (const bound of [...bounds, Infinity]) {
      if (value > bound) continue;
      const le = bound === Infinity ? '+Inf' : String(bound);
      this.#sample(family, '_bucket', [...labels, ['le', le]]).value += 1;
    }
  }

  /** Takes in another store's families. */
  include(other: MetricStore): void {
    for (const [name, known] of other.#families) this.#families.set(name, known);
  }

  print(): string {
    const names = [...this.#families.keys()].sort();
    return names.map((name) => this.#printFamily(name)).join('');
  }

  #printFamily(name: string): string {
    const known = this.#families.get(name);
    if (!known) return '';
    const { family, samples } = known;
    const head = `# HELP ${name} ${family.help}\n# TYPE ${name} ${family.type}\n`;
    const sorted = [...samples.values()]
      .map((sample) => ({ sample, order: orderOf(sample) }))
      .sort((left, right) => (left.order < right.order ? -1 : 1));
    const lines = sorted.map(
      ({ sample: { suffix, labels, value } }) => `${name}${suffix}${labelText(labels)} ${value}\n`,
    );
    return head + lines.join('');
  }

  #sample(family: Family, suffix: string, labels: Labels): Sample {
    let known = this.#families.get(family.name);
    if (!known) {
      known = { family, samples: new Map() };
      this.#families.set(family.name, known);
    }
    const key = suffix + JSON.stringify(labels);
    let sample = known.samples.get(key);
    if (!sample) {
      sample = { suffix, labels, value: 0 };
      known.samples.set(key, sample);
    }
    return sample;
  }
}
