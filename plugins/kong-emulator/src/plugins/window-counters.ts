export const periods = ['second', 'minute', 'hour', 'day', 'month', 'year'] as const;
export type Period = (typeof periods)[number];

/** The length of each window; months and years are told as 30 and 365 days. */
export const seconds: Record<Period, number> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86400,
  month: 2592000,
  year: 31536000,
};

/** When the current window of a kind began, in milliseconds; windows are those of the calendar in UTC. */
export function windowStart(period: Period, now: number): number {
  const date = new Date(now);
  if (period === 'month') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth());
  if (period === 'year') return Date.UTC(date.getUTCFullYear(), 0);
  const length = seconds[period] * 1000;
  return now - (now % length);
}

/** Counts by window; windows that ended are dropped now and then. */
export class WindowCounters {
  readonly #counts = new Map<string, { start: number; period: Period; count: number }>();

  read(key: string, period: Period, start: number): number {
    const known = this.#counts.get(`${period}:${key}`);
    return known?.start === start ? known.count : 0;
  }

  increase(key: string, period: Period, start: number, by = 1): void {
    const name = `${period}:${key}`;
    const known = this.#counts.get(name);
    if (known?.start === start) {
      known.count += by;
      return;
    }
    if (this.#counts.size > 100_000) this.#drop();
    this.#counts.set(name, { start, period, count: by });
  }

  #drop(): void {
    const now = Date.now();
    for (const [key, { start, period }] of this.#counts) {
      if (windowStart(period, now) !== start) this.#counts.delete(key);
    }
  }
}
