import { expect, it } from 'vitest';
import { toRegExp } from './pcre.ts';

it.each([
  ['^[a-z0-9-]{3,10}$', 'abc-9', true],
  ['^a$', 'a\n', true],
  ['a.b', 'a\rb', true],
  ['a.b', 'a\nb', false],
  ['(?is)A.B', 'a\nb', true],
  ['^.$', '😀', true],
  [String.raw`^\w+\s\d$`, 'ab 1', true],
  [String.raw`^\s$`, '\u00a0', false],
  [String.raw`^[\w.-]+@[\w-]+\.test$`, 'a.b-c@d-e.test', true],
  [String.raw`^\x{e9}\-\/\"$`, 'é-/"', true],
  ['^a{,2}$', 'a{,2}', true],
  ['[]a]+$', ']a', true],
  [String.raw`\Aab\z`, 'ab\n', false],
  ['(?P<year>[0-9]{4})', '2026', true],
  [String.raw`^\p{Lu}`, 'É', true],
  ['(?<!a)b', 'ab', false],
])('%s on %j matches as PCRE does', (pattern, text, expected) => {
  expect(toRegExp(pattern, '').test(text)).toBe(expected);
});

it.each([String.raw`(a)\1`, 'a++', '(?>a)', '[[:alpha:]]', '(', '(?x)a', String.raw`\R`, '(*UTF8)a'])(
  '%s is refused, not read in another way',
  (pattern) => expect(() => toRegExp(pattern, '')).toThrow('the pattern'),
);
