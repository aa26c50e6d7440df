import { describe, expect, it } from 'vitest';
import { compileComparison } from './compare.ts';
import type { EntitySchema } from './schema.ts';

const schema: EntitySchema = {
  fields: [
    { id: { type: 'string', auto: true } },
    { created_at: { type: 'integer', auto: true, timestamp: true } },
    { retries: { type: 'integer', default: 5 } },
    { enabled: { type: 'boolean', default: true, required: true } },
    { path: { type: 'string' } },
    { tags: { type: 'set', elements: { type: 'string' } } },
    { hosts: { type: 'array', elements: { type: 'string' } } },
    {
      sources: {
        type: 'set',
        elements: { type: 'record', fields: [{ ip: { type: 'string' } }, { port: { type: 'integer' } }] },
      },
    },
    { headers: { type: 'map', values: { type: 'array', elements: { type: 'string' } } } },
    {
      config: {
        type: 'record',
        required: true,
        fields: [
          {
            redis: {
              type: 'record',
              required: true,
              fields: [{ host: { type: 'string' } }, { port: { type: 'integer', default: 6379 } }],
            },
          },
          {
            rules: {
              type: 'array',
              elements: { type: 'record', fields: [{ weight: { type: 'integer', default: 1 } }] },
            },
          },
        ],
        shorthand_fields: [{ redis_host: { deprecation: { replaced_with: [{ path: ['redis', 'host'] }] } } }],
      },
    },
  ],
};
const compare = compileComparison(schema);
const differences = (desired: object, actual: object): string[] => {
  const changed: string[] = [];
  compare(desired, actual, changed);
  return changed;
};

describe('comparison after defaults', () => {
  it('a default that was left out is no change, and a time of Kong never is', () => {
    const actual = {
      retries: 5,
      enabled: true,
      path: null,
      created_at: 1,
      config: { redis: { host: null, port: 6379 }, rules: null },
    };
    expect(differences({}, actual)).toEqual([]);
    expect(differences({ created_at: 2, enabled: null }, actual)).toEqual([]);
  });
  it('a field that was removed from the desired state is seen', () => {
    expect(differences({}, { retries: 9, path: '/old' })).toEqual(['retries', 'path']);
    expect(differences({ config: {} }, { config: { redis: { port: 1 } } })).toEqual(['config.redis.port']);
  });
  it('an explicit null is not a default where null is allowed', () => {
    expect(differences({ retries: null }, { retries: 5 })).toEqual(['retries']);
  });
  it('sets know no order, arrays do', () => {
    expect(differences({ tags: ['a', 'b'] }, { tags: ['b', 'a'] })).toEqual([]);
    expect(differences({ tags: ['a'] }, { tags: ['b'] })).toEqual(['tags']);
    expect(differences({ hosts: ['a', 'b'] }, { hosts: ['b', 'a'] })).toEqual(['hosts']);
    expect(
      differences(
        { sources: [{ ip: 'x' }, { port: 1 }] },
        {
          sources: [
            { port: 1, ip: null },
            { ip: 'x', port: null },
          ],
        },
      ),
    ).toEqual([]);
  });
  it('records within arrays take their defaults too', () => {
    expect(differences({ config: { rules: [{}] } }, { config: { rules: [{ weight: 1 }] } })).toEqual([]);
    expect(differences({ config: { rules: [{}, {}] } }, { config: { rules: [{ weight: 1 }] } })).toEqual([
      'config.rules',
    ]);
  });
  it('an entry of a map is named', () => {
    expect(
      differences({ headers: { a: ['1'], b: ['2'] } }, { headers: { a: ['1'], b: ['3'], c: [] } }),
    ).toEqual(['headers.b', 'headers.c']);
  });
  it('an empty list that Lua printed as an object is an empty list', () => {
    expect(differences({ hosts: [] }, { hosts: {} })).toEqual([]);
  });
  it('a deprecated name is read as the field that replaced it', () => {
    const actual = { config: { redis: { host: 'h', port: 6379 }, rules: null, redis_host: 'h' } };
    expect(differences({ config: { redis_host: 'h' } }, actual)).toEqual([]);
    expect(differences({ config: { redis_host: 'other' } }, actual)).toEqual(['config.redis.host']);
  });
  it('a field that Kong does not know stays a change', () => {
    expect(differences({ config: { nope: 1 } }, { config: {} })).toEqual(['config.nope']);
  });
});
