import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { definePolicy } from './define-policy.ts';
import { parseConfiguration, PolicyConfigurationError } from './configuration.ts';
import { createRegistry } from './registry.ts';
import type { Policy } from './policy.ts';

const schema = z.object({ limit: z.int().min(1).default(5), tags: z.array(z.string()).default([]) });

function define(over: Partial<Policy<typeof schema>> = {}): Policy<typeof schema> {
  return definePolicy({
    name: 'sample',
    version: '1.0.0',
    title: 'Sample',
    summary: 'A sample.',
    direction: 'inbound',
    scopes: ['api'],
    configuration: schema,
    merge: 'override',
    examples: [],
    kong: { plugins: ['rate-limiting'], minimalVersion: '3.0.0' },
    describe: () => 'a sample',
    compile: ({ limit }) => ({
      plugins: [{ name: 'rate-limiting', config: { minute: limit } }],
      functions: [],
    }),
    ...over,
  });
}

describe('definePolicy', () => {
  it('a wrong key or type is a compile error', () => {
    const none = { plugins: [], functions: [] };
    // @ts-expect-error `limits` is no setting of the schema
    define({ compile: ({ limits }) => ({ ...none, limits }) });
    // @ts-expect-error rate-limiting has no `minutes`
    define({ compile: () => ({ ...none, plugins: [{ name: 'rate-limiting', config: { minutes: 1 } }] }) });
    // @ts-expect-error Kong requires a number
    define({ compile: () => ({ ...none, plugins: [{ name: 'rate-limiting', config: { minute: '1' } }] }) });
    // @ts-expect-error code is contributed through `functions`
    define({ compile: () => ({ ...none, plugins: [{ name: 'pre-function', config: {} }] }) });
    // @ts-expect-error an example must fit the schema
    define({ examples: [{ title: 'bad', configuration: { limit: 'many' } }] });
    expect(
      define().compile?.({ limit: 3, tags: [] }, { api: { id: 'A', projectId: 'P', organizationId: 'O' } }),
    ).toEqual({
      plugins: [{ name: 'rate-limiting', config: { minute: 3 } }],
      functions: [],
    });
  });

  it('a name or version that could not be stored is refused', () => {
    expect(() => define({ name: 'Rate Limit' })).toThrow('must be kebab-case');
    expect(() => define({ version: '1' })).toThrow('must look like "1.0.0"');
  });

  it('a registry refuses two policies of one name', () => {
    expect(() => createRegistry([define(), define()])).toThrow('registered twice');
  });
});

describe('a configuration', () => {
  it('is filled with defaults', () => {
    expect(parseConfiguration(define(), {})).toEqual({ limit: 5, tags: [] });
  });

  it('is refused once, with every issue and its path', () => {
    const parse = () => parseConfiguration(define(), { limit: 0, tags: ['a', 1], extra: true });
    expect(parse).toThrow(PolicyConfigurationError);
    try {
      parse();
    } catch (error) {
      expect((error as PolicyConfigurationError).issues.map((issue) => issue.path).sort()).toEqual([
        'extra',
        'limit',
        'tags[1]',
      ]);
    }
  });

  it.each([null, [], 'text', 7])('%j is refused', (configuration) => {
    expect(() => parseConfiguration(define(), configuration)).toThrow(PolicyConfigurationError);
  });

  it('cannot pollute prototypes', () => {
    expect(() => parseConfiguration(define(), JSON.parse('{"__proto__":{"limit":9}}'))).toThrow('__proto__');
    expect(({} as Record<string, unknown>)['limit']).toBeUndefined();
  });
});
