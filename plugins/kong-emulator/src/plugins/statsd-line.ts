/** The letters of statsd's kinds of metric. */
export const statTypes: Readonly<Record<string, string>> = {
  gauge: 'g',
  counter: 'c',
  timer: 'ms',
  histogram: 'h',
  meter: 'm',
  set: 's',
  distribution: 'd',
};

/** One metric to be sent; names without the prefix. */
export interface Stat {
  name: string;
  value: number | string;
  type: string;
  rate: number | null;
}

/** How tags stand in a line: none for the plain format. */
export type TagStyle = 'dogstatsd' | 'influxdb' | 'librato' | 'signalfx';

/** A line of statsd's protocol: `kong.latency:3|ms`, with tags as `name` and `value` in the given style. */
export function statsdLine(
  prefix: string,
  { name, value, type, rate }: Stat,
  style?: TagStyle,
  tags: Readonly<Record<string, string>> = {},
): string {
  const end = `:${value}|${statTypes[type] ?? type}${rate === null || rate === 1 ? '' : `|@${rate}`}`;
  const head = `${prefix}.${name}`;
  const pairs = (separator: string): string =>
    Object.entries(tags)
      .map(([key, text]) => `${key}${separator}${text}`)
      .join(',');
  switch (style) {
    case undefined:
      return head + end;
    case 'dogstatsd':
      return `${head}${end}|#${pairs(':')}`;
    case 'influxdb':
      return `${head},${pairs('=')}${end}`;
    case 'librato':
      return `${head}#${pairs('=')}${end}`;
    case 'signalfx':
      return `${head}[${pairs('=')}]${end}`;
  }
}
