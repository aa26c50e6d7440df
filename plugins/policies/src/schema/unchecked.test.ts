import type { JsonSchema } from '@apim/sdk';
import { jsonLua } from '@apim/sdk/lua/json.lua';
import { luaGlobals, sandboxGlobals } from '@apim/sdk/test/lua';
import { describe, expect, it } from 'vitest';
import { ecmaPattern } from './ecma-pattern.ts';
import { formatsLua } from './formats.lua.ts';
import { SchemaCompiler } from './schema-compiler.ts';
import { validatorLua } from './validator.lua.ts';

type Schemas = Readonly<Record<string, JsonSchema>>;

describe('what cannot be checked', () => {
  const problems = (schema: unknown, named: Schemas = {}) => {
    const compiler = new SchemaCompiler(named);
    compiler.add(schema, 'body');
    const nodes = compiler.finish();
    return { problems: compiler.problems.map(({ at, message }) => `${at} ${message}`), nodes };
  };

  it.each<[unknown, string]>([
    [
      { unevaluatedProperties: false },
      'body/unevaluatedProperties is a keyword that the gateway cannot check',
    ],
    [
      { properties: { a: { type: 'any' } } },
      'body/properties/a/type is "any", which is no type of JSON Schema',
    ],
    [{ items: { pattern: '(' } }, 'body/items/pattern cannot be read: '],
    [{ pattern: '(?=a)(b)\\1' }, 'body/pattern '],
    [{ $ref: '#/schemas/Gone' }, 'body refers to a schema that is not there'],
    [{ minLength: '3' }, 'body/minLength is no number'],
  ])('is told of with its place: %j', (schema, message) => {
    expect(problems(schema).problems).toEqual([expect.stringContaining(message)]);
  });

  it.each(['(a+)+$', '^(a|a)*$', '(.*a){20}x', '(x+x+)+y'])(
    'attack 23: the pattern %s is refused',
    (bomb) => {
      expect(ecmaPattern(bomb)).toHaveProperty('problem');
    },
  );

  it.each([
    ['^a$', String.raw`^a\z`],
    ['[$.]$', String.raw`[$.]\z`],
    [String.raw`^[\s\S]*$`, String.raw`^[\x{0}-\x{10ffff}]*\z`],
    [String.raw`\u00e9`, String.raw`\x{00e9}`],
    ['a.b', String.raw`a[^\n\r\x{2028}\x{2029}]b`],
  ])('the pattern %s means the same on the gateway', (pattern, pcre) => {
    expect(ecmaPattern(pattern)).toEqual({ pcre });
  });

  it('a schema that contains itself without end is told of', () => {
    const named = { A: { allOf: [{ $ref: '#/schemas/B' }] }, B: { anyOf: [{ $ref: '#/schemas/A' }] } };
    expect(problems({ $ref: '#/schemas/A' }, named).problems.join()).toContain('contains itself without end');
  });

  it('is left out so that no valid value is refused', () => {
    const unread = { pattern: '(a+)+$' };
    const { nodes } = problems({ not: unread, oneOf: [{ items: unread }, {}], if: unread, else: false });
    for (const turned of ['no', 'one', 'cond']) expect(nodes[0]).not.toHaveProperty(turned);
    expect(nodes[0]?.any).toHaveLength(2);
  });

  it('uses only what the sandbox of Kong offers', () => {
    const used = luaGlobals(`${jsonLua}\n${formatsLua}\n${validatorLua}`);
    expect(used.filter((global) => !sandboxGlobals.has(global))).toEqual([]);
  });
});
