import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineRateLimiting } from './rate-limiting.ts';

const local = { limit_by: 'consumer', policy: 'local' };
const windows = ['second', 'minute', 'hour', 'day', 'month', 'year'] as const;
type Windows = Partial<Record<(typeof windows)[number], number>>;

const limits: fc.Arbitrary<Windows> = fc
  .dictionary(fc.constantFrom(...windows), fc.integer({ min: 1, max: 20 }), { minKeys: 1 })
  .filter((given) => {
    const counts = windows.flatMap((window) => given[window] ?? []);
    return counts.every((count, index) => index === 0 || count >= (counts[index - 1] ?? 0));
  });

/** Whether calls, so many in each window, are all admitted; longer windows hold the calls of shorter ones. */
const admits = (given: Windows, calls: Windows): boolean =>
  windows.every((window) => (calls[window] ?? 0) <= (given[window] ?? Infinity));

describe('two policies of rate-limiting', () => {
  it('their windows are joined', () => {
    expect(combineRateLimiting({ ...local, minute: 10 }, { ...local, month: 1000 })).toEqual({
      config: { ...local, minute: 10, month: 1000 },
    });
  });

  it('a shorter window admits no more than a longer one, as Kong insists', () => {
    expect(combineRateLimiting({ ...local, hour: 5000 }, { ...local, day: 1000 })).toEqual({
      config: { ...local, hour: 1000, day: 1000 },
    });
  });

  it('admit together exactly what both admit', () => {
    const calls = fc
      .array(fc.integer({ min: 0, max: 25 }), { minLength: 6, maxLength: 6 })
      .map((counts) =>
        Object.fromEntries(counts.sort((a, b) => a - b).map((count, index) => [windows[index] ?? '', count])),
      );
    fc.assert(
      fc.property(limits, limits, calls, (one, two, made) => {
        const combined = combineRateLimiting({ ...local, ...one }, { ...local, ...two });
        expect(combined).toHaveProperty('config');
        const { config } = combined as { config: Windows };
        expect(admits(config, made)).toBe(admits(one, made) && admits(two, made));
      }),
    );
  });

  it('order decides nothing', () => {
    fc.assert(
      fc.property(limits, limits, (one, two) => {
        expect(combineRateLimiting({ ...local, ...one }, { ...local, ...two })).toEqual(
          combineRateLimiting({ ...local, ...two }, { ...local, ...one }),
        );
      }),
    );
  });

  it('what only one says holds for both, and refusing prevails when Redis cannot be reached', () => {
    const redis = { limit_by: 'consumer', policy: 'redis', redis: { host: 'a.test' } };
    expect(
      combineRateLimiting(
        { ...redis, minute: 1, error_message: 'No' },
        { ...redis, day: 1, fault_tolerant: false },
      ),
    ).toEqual({ config: { ...redis, minute: 1, day: 1, error_message: 'No', fault_tolerant: false } });
  });

  it.each([
    [{ limit_by: 'ip' }, 'count different callers'],
    [{ policy: 'redis', redis: { host: 'a.test' } }, 'count in different places'],
    [{ error_message: 'B' }, 'different messages'],
    [{ error_code: 503 }, 'different statuses'],
  ])('%j conflicts, with the reason', (other, reason) => {
    const first = { ...local, minute: 1, error_message: 'A', error_code: 429 };
    expect(combineRateLimiting(first, { ...local, day: 1, ...other })).toEqual({
      conflict: expect.stringContaining(reason),
    });
  });
});
