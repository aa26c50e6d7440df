const units: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of k6's durations: `1m30s`, `500ms`, or a number of milliseconds. */
export function parseDuration(value: unknown, name: string): number {
  if (typeof value === 'number') return value;
  const text = String(value);
  if (/^\d+$/.test(text)) return Number(text);
  if (!/^(\d+(\.\d+)?(ms|[smhd]))+$/.test(text))
    throw new Error(`${name} must be a duration such as 30s or 1m30s, not ${text}.`);
  return [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * units[unit as string]!,
    0,
  );
}
