import { describe, expect, it } from 'vitest';
import { count, wholeNumber } from './words.ts';

describe('an option that is a number', () => {
  it.each(['x', '', '1.5', '1e3', '0x10', ' 1', '-1', '0', '201', '99999999999999999999'])(
    'refuses %j',
    (text) => expect(() => wholeNumber(1, 200)(text)).toThrow('It must be a whole number from 1 to 200.'),
  );
  it.each([
    ['1', 1],
    ['200', 200],
  ])('reads %j', (text, number) => expect(wholeNumber(1, 200)(text)).toBe(number));
});

it('one thing is not many', () => {
  expect([0, 1, 2].map((number) => count(number, 'write'))).toEqual(['0 writes', '1 write', '2 writes']);
});
