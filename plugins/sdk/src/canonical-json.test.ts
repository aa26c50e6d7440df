import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bundleHash, canonicalJson } from './canonical-json.ts';

describe('canonical JSON', () => {
  it('has one text whatever the order of keys', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}');
    expect(bundleHash({ a: 1, b: 2 })).toBe(bundleHash({ b: 2, a: 1 }));
  });

  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('refuses what JSON cannot hold', () => {
    expect(() => canonicalJson({ a: Number.NaN })).toThrow('NaN cannot be written as JSON');
    expect(() => canonicalJson([() => 1])).toThrow('a function cannot be written as JSON');
  });

  it('is the SHA-256 of the text', () => {
    expect(bundleHash({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });
});
