import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../handler/context.ts';
import { jsonTools } from './json-path.ts';
import { parseJson, writeJson } from './json-text.ts';

const roundTrip = (text: string): string | undefined => {
  const value = parseJson(text);
  return value === undefined ? undefined : writeJson(value);
};

describe('JSON of handlers in Node', () => {
  it.each([
    '{"b":1,"a":2,"1":3,"0":4}',
    '[1.10,12345678901234567890,-0,1E+2,1e400]',
    '{"n":1.10,"o":{"n":2.50}}',
    '{"constructor":1,"__proto__":{"a":1}}',
    '[[],{},null,true,""]',
  ])('%s is written as it was read', (text) => expect(roundTrip(text)).toBe(text));

  it.each([
    ...['', '{', '[1,]', '{"a":1,}', '{a:1}', '01', '1.', '.5', '+1', 'NaN', '1 2', '"\\x"', '"a\nb"'],
    '\ufeff{}',
  ])('%s is no JSON', (text) => expect(parseJson(text)).toBeUndefined());

  it('agrees with JSON.parse on any document', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        expect(JSON.parse(roundTrip(text) ?? '')).toEqual(JSON.parse(text));
      }),
    );
  });

  it('of a repeated name the last value counts, at the place of the first', () => {
    expect(roundTrip('{"a":1.10,"b":2,"a":3}')).toBe('{"a":3,"b":2}');
    expect(roundTrip('{"1":1,"b":2,"1":3}')).toBe('{"1":3,"b":2}');
  });

  it('half of a surrogate pair reads as U+FFFD', () => expect(roundTrip('"\\ud800x"')).toBe('"\ufffdx"'));

  it('a changed number loses its text, one that is set again keeps it', () => {
    const value = parseJson('{"a":1.10,"b":1.10}') as JsonObject;
    value['a'] = 2;
    value['b'] = 1.1;
    expect(writeJson(value)).toBe('{"a":2,"b":1.10}');
  });

  it('a text may be as long as a body', () => {
    const text = `"${'\\n'.repeat(2_000_000)}${'x'.repeat(4_000_000)}"`;
    expect(roundTrip(text)).toBe(text);
  });

  it('inherited names are absent', () => {
    expect((parseJson('{}') as JsonObject)['constructor']).toBeUndefined();
  });

  it('nothing over 100 deep is read or written', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(roundTrip(nested(100))).toBe(nested(100));
    expect(parseJson(nested(101))).toBeUndefined();
    expect(() => writeJson([parseJson(nested(100)) ?? null])).toThrow('nested too deeply');
  });
});

describe('paths into JSON', () => {
  const { get, set, remove } = jsonTools;
  const value = () => parseJson('{"items":[{"id":1,"t":[1,2]},{"id":2}],"odd name":{"x":null}}') ?? null;

  it('a name met on an array reaches into its elements', () => {
    expect(get(value(), 'items.id')).toBe(1);
    const changed = value();
    expect(set(changed, 'items.id', 0)).toBe(2);
    expect(writeJson(changed)).toBe('{"items":[{"id":0,"t":[1,2]},{"id":0}],"odd name":{"x":null}}');
  });

  it('a missing last member is added, an element or a way to it is not', () => {
    const changed = value();
    expect([
      set(changed, '$.items[1].new', 'n'),
      set(changed, 'items[5]', 1),
      set(changed, 'a.b', 1),
      set(changed, '$', 1),
    ]).toEqual([1, 0, 0, 0]);
    expect(get(changed, 'items[1].new')).toBe('n');
  });

  it('every element or member is removed, and counted', () => {
    const changed = value();
    expect([
      remove(changed, 'items[0].t[*]'),
      remove(changed, "['odd name'].x"),
      remove(changed, 'no'),
    ]).toEqual([2, 1, 0]);
    expect(writeJson(changed)).toBe('{"items":[{"id":1,"t":[]},{"id":2}],"odd name":{}}');
  });

  it('null is there, and no path is refused', () => {
    expect(get(value(), "$['odd name'].x")).toBeNull();
    expect(() => get(value(), '$..id')).toThrow('"$..id" is no path');
  });
});
