import { describe, expect, it } from 'vitest';
import { combineConfigs } from './combine-plugins.ts';

describe.each(['request-transformer', 'response-transformer'] as const)(
  'two configurations of %s',
  (plugin) => {
    it('are one with the lists of both, in order', () => {
      const first = { remove: { headers: ['X-A'] }, add: { headers: ['X-B:1'] } };
      const second = { add: { headers: ['X-C:1'] }, append: { headers: ['X-D:1'] } };
      expect(combineConfigs(plugin, first, second)).toEqual({
        config: {
          remove: { headers: ['X-A'] },
          add: { headers: ['X-B:1', 'X-C:1'] },
          append: { headers: ['X-D:1'] },
        },
      });
    });

    it('that are equal are one', () => {
      const config = { add: { headers: ['X-A:1'] } };
      expect(combineConfigs(plugin, config, structuredClone(config))).toEqual({ config });
    });

    it('may both remove a header', () => {
      const both = { remove: { headers: ['Set-Cookie', 'X-A'] } };
      expect(combineConfigs(plugin, both, { remove: { headers: ['Set-Cookie'] } })).toEqual({ config: both });
    });

    it.each([
      [{ remove: { headers: ['X-A'] } }, 'x-a'],
      [{ rename: { headers: ['X-B:x-A'] } }, 'x-a'],
      [{ append: { headers: ['X-A:2'] } }, 'x-a'],
    ])('are refused when both touch a header, in whatever case: %j', (second, name) => {
      expect(combineConfigs(plugin, { replace: { headers: ['x-a:1'] } }, second)).toEqual({
        conflict: `two policies change headers ${name}`,
      });
    });
  },
);

describe('fields of an answer', () => {
  it('are joined, and refused when both change one', () => {
    const first = { remove: { json: ['a'] } };
    expect(combineConfigs('response-transformer', first, { remove: { json: ['b'] } })).toEqual({
      config: { remove: { json: ['a', 'b'] } },
    });
    expect(combineConfigs('response-transformer', first, { add: { json: ['a:1'] } })).toEqual({
      conflict: 'two policies change json a',
    });
  });

  it('keep their types: lists that go by position are not joined', () => {
    const typed = { add: { json: ['a:1'], json_types: ['number'] } };
    expect(combineConfigs('response-transformer', { add: { json: ['b:1'] } }, typed)).toEqual({
      conflict: 'two policies add fields of the body with types',
    });
    expect(combineConfigs('response-transformer', typed, { add: { headers: ['X-A:1'] } })).toEqual({
      config: { add: { json: ['a:1'], json_types: ['number'], headers: ['X-A:1'] } },
    });
  });
});

it('any other plugin has one configuration at a place', () => {
  expect(combineConfigs('cors', { origins: ['*'] }, { origins: ['https://a.test'] })).toEqual({
    conflict: 'two different configurations of cors are wanted at one place',
  });
});
