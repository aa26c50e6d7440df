import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { checkDocument, checkText, defaultLimits } from './limits.ts';

const check = (text: string) => {
  checkText(text, defaultLimits);
  checkDocument(parse(text), defaultLimits);
};

/** What was refused, and the quickest of three refusals: others use this machine too. */
function refusalOf(text: string): { error: unknown; ms: number } {
  const refusals = [1, 2, 3].map(() => {
    const begun = performance.now();
    try {
      check(text);
    } catch (error) {
      return { error, ms: performance.now() - begun };
    }
    throw new Error('The query was let through.');
  });
  return { error: refusals[0]?.error, ms: Math.min(...refusals.map(({ ms }) => ms)) };
}

const nested = (levels: number) => `${'{ a '.repeat(levels)}${'}'.repeat(levels)}`;
const fanOut = (levels: number) =>
  `{ ...F0 } ${Array.from({ length: levels }, (_, at) => `fragment F${at} on Query { ...F${at + 1} ...F${at + 1} }`).join(' ')} fragment F${levels} on Query { a }`;
const repeated = (count: number, text: (at: number) => string) =>
  `{ ${Array.from({ length: count }, (_, at) => text(at)).join(' ')} }`;

describe('a query is refused in under 50 ms, ahead of execution, when it has', () => {
  it.each([
    ['1,000 aliases', repeated(1_000, (at) => `a${at}: a`), 'aliases'],
    ['fields 50 levels deep', nested(50), 'depth'],
    ['fields 50 levels deep through fragments', `{ ...F } fragment F on Query ${nested(50)}`, 'depth'],
    ['fragments that double thirty times', fanOut(30), 'fields'],
    ['fragments that double five hundred times', fanOut(500), 'fields'],
    ['100,000 tokens', repeated(100_000, () => 'a'), 'tokens'],
    ['100,000 directives', `{ a ${'@x'.repeat(100_000)} }`, 'tokens'],
    ['a value nested 5,000 deep', `{ a(b: ${'['.repeat(5_000)}`, 'nesting'],
    ['a selection nested 5,000 deep', '{a'.repeat(5_000), 'nesting'],
    ['21 fields at the root', repeated(21, () => 'a'), 'rootFields'],
    ['a text of 300,000 characters', `{ a } # ${'x'.repeat(300_000)}`, 'characters'],
  ])('%s', (_name, text, limit) => {
    check('{ a }');
    const { error, ms } = refusalOf(text);
    expect(error).toMatchObject({ code: 'QUERY_TOO_COMPLEX', extensions: { details: { limit } } });
    expect((error as Error).message).toContain(String(defaultLimits[limit as keyof typeof defaultLimits]));
    expect(ms).toBeLessThan(50);
  });

  it('a fragment that spreads itself, directly or through others', () => {
    for (const text of [
      '{ ...A } fragment A on Query { ...A }',
      '{ a } fragment A on Query { a { ...B } } fragment B on Query { a { ...A } }',
    ]) {
      const { error, ms } = refusalOf(text);
      expect((error as Error).message).toMatch(/spreads itself/);
      expect(ms).toBeLessThan(50);
    }
  });
});

it('a query at each limit passes', () => {
  expect(() => check(nested(15))).not.toThrow();
  expect(() =>
    check(`{ a { ${Array.from({ length: 50 }, (_, at) => `a${at}: a`).join(' ')} } }`),
  ).not.toThrow();
  expect(() => check(repeated(20, () => 'a'))).not.toThrow();
});
