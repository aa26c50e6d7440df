import { describe, expect, it } from 'vitest';
import { unsafePattern } from './pattern.ts';

describe('attack 23: a pattern that may try a text in exponentially many ways is refused', () => {
  it.each([
    '(a+)+$',
    '(a|a)*b',
    '(a|aa)+$',
    '(a*)*',
    '(?:a?a?a?)*b',
    String.raw`^(\w+\s?)*$`,
    '(x+x+)+y',
    '([a-z]|[0-9a])+x',
    '((a|b)*c|a)*d',
    '(.*a){12}',
    '^(a?){30}a{30}$',
    '(a{1,9}){1,9}',
    '(?i)(a|A)+$',
    '(?=(a+)+b)x',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '(([a-z]{1,9}){1,9}){1,9}',
  ])('%s', (pattern) => expect(unsafePattern(pattern)).toContain('exponentially many ways'));

  it('in little time, however large it is', () => {
    const start = performance.now();
    for (const pattern of [
      '[a-z]{1,9}'.repeat(90),
      '(a|b|c|d|e)?'.repeat(80),
      '(([a-z]?){9}){9}',
      'x*'.repeat(480),
    ])
      unsafePattern(pattern);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe('what patterns are for is admitted', () => {
  it.each([
    '^[a-z0-9-]{3,10}$',
    String.raw`^[^@\s]+@[^@\s]+\.[^@\s]+$`,
    String.raw`^(?:[0-9]{1,3}\.){3}[0-9]{1,3}$`,
    '[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}',
    '^([a-z]+-)*[a-z]+$',
    '^/api/v[0-9]+/(users|orders)(/[^/]+)*$',
    '(?i)bot|crawler|spider',
    'Mozilla.*Chrome.*Safari',
    String.raw`(?:[^"\\]|\\.)*`,
    String.raw`^(?!.*\.\.)[a-z.]+$`,
    'né|€',
    '',
  ])('%s', (pattern) => expect(unsafePattern(pattern)).toBeUndefined());
});

describe('what the languages read differently is refused', () => {
  it.each([
    String.raw`(a)\1`,
    '(?>a+)b',
    'a++',
    '(?<!a{1,3})b(',
    '[[:alpha:]]',
    'a{1000}{1000}',
    '(',
    '(?R)',
  ])('%s', (pattern) => {
    expect(unsafePattern(pattern)).toContain('cannot be used');
  });
  it('and what is too long', () => expect(unsafePattern('a'.repeat(1001))).toContain('longer than 1000'));
});
