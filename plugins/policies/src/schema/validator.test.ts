import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { luaLiteral, type JsonSchema, type LuaData } from '@apim/sdk';
import { jsonLua } from '@apim/sdk/lua/json.lua';
import { luaEngines, luaGlobals, sandboxGlobals } from '@apim/sdk/test/lua';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ecmaPattern } from './ecma-pattern.ts';
import { exampleOf } from './example.ts';
import { formatsLua } from './formats.lua.ts';
import { SchemaCompiler } from './schema-compiler.ts';
import { validatorLua } from './validator.lua.ts';

const specs = join(import.meta.dirname, '../../../../../shared/specs');
const present = existsSync(specs);
type Schemas = Readonly<Record<string, JsonSchema>>;

interface Case {
  readonly schema: unknown;
  readonly definitions?: Schemas;
  readonly values: readonly unknown[];
}

/** Patterns of the tests as Lua's own, which a Lua without Kong has. */
const patterns = { [String.raw`^[a-z]+\z`]: '^[a-z]+$', b: 'b' };

/** For each case `1` or `0` a value; `!` where the validator gives up. Each is judged with and without telling why. */
function program(cases: readonly Case[], budget = 100_000): string {
  const compiled = cases.map(({ schema, definitions = {}, values }) => {
    const compiler = new SchemaCompiler(definitions);
    const root = compiler.add(schema, 'schema');
    const nodes = compiler.finish() as unknown as LuaData;
    expect(compiler.problems).toEqual([]);
    return { nodes, root, texts: values.map((value) => JSON.stringify(value)) };
  });
  return `${jsonLua}
local patterns = ${luaLiteral(patterns)}
local ngx = { re = { find = function(text, pattern) return string.find(text, patterns[pattern]) end } }
${formatsLua}${validatorLua}
local out = {}
for i, case in ipairs(${luaLiteral(compiled)}) do
  local validator, line = new_validator(case.nodes), {}
  for k, text in ipairs(case.texts) do
    local value, sink = json.parse(text, 100, 100000), { max = 3 }
    validator.begin(${budget})
    local ok, quiet = pcall(validator.check, case.root, value, nil)
    local _, telling = pcall(validator.check, case.root, value, sink)
    if ok and (quiet ~= telling or quiet ~= (#sink == 0)) then error("telling why changes the verdict") end
    line[k] = not ok and "!" or quiet and "1" or "0"
  end
  out[i] = table.concat(line)
end
return table.concat(out, "\\n")`;
}

const inAjv = (value: unknown): object =>
  JSON.parse(JSON.stringify(value).replaceAll('#/schemas/', '#/$defs/')) as object;

/** Ajv's verdict; undefined where Ajv itself fails on the schema. */
function ajvVerdicts({ schema, definitions = {}, values }: Case): string | undefined {
  try {
    const ajv = new Ajv2020({
      strict: false,
      validateFormats: false,
      multipleOfPrecision: 6,
      ownProperties: true,
    });
    const root = typeof schema === 'boolean' ? { allOf: [schema] } : inAjv(schema);
    const validate = ajv.compile({ ...root, $defs: inAjv(definitions) });
    return values.map((value) => (validate(JSON.parse(JSON.stringify(value))) ? '1' : '0')).join('');
  } catch {
    return undefined;
  }
}

// Ajv does not check a property named __proto__; the tests below do.
const name = fc.constantFrom('a', 'b', 'c', 'constructor', ']]"', 'é~/');
const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: -4, max: 9 }),
  fc.constantFrom(0.5, 1.5, 0.07, -0, 1e21),
  fc.constantFrom('', 'a', 'ab', 'abc', 'é', '😀😀', 'A1'),
);
const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 3 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;
const some = (members: Record<string, fc.Arbitrary<unknown>>) => fc.record(members, { requiredKeys: [] });
const map = (keys: fc.Arbitrary<string>, values: fc.Arbitrary<unknown>, maxKeys: number) =>
  fc.dictionary(keys, values, { maxKeys, noNullPrototype: true });
const type = fc.constantFrom('null', 'boolean', 'object', 'array', 'number', 'string', 'integer');
const size = fc.integer({ min: 0, max: 3 });
const pattern = fc.constantFrom('^[a-z]+$', 'b');
const anySchema = fc.letrec((tie) => {
  const schemas = (maxLength: number) => fc.array(tie('schema'), { minLength: 1, maxLength });
  return {
    schema: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.boolean(),
      fc.record({ type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })) }),
      fc.record({ $ref: fc.constantFrom('#/schemas/A', '#/schemas/B') }),
      fc.record({ enum: fc.array(anyValue, { minLength: 1, maxLength: 3 }) }),
      fc.record({ const: anyValue }),
      some({ minLength: size, maxLength: size, pattern }),
      some({
        minimum: fc.integer({ min: -3, max: 5 }),
        maximum: size,
        exclusiveMinimum: size,
        exclusiveMaximum: size,
        multipleOf: fc.constantFrom(1, 2, 3, 0.5, 0.01),
      }),
      some({
        minItems: size,
        maxItems: size,
        uniqueItems: fc.boolean(),
        items: tie('schema'),
        prefixItems: schemas(2),
      }),
      fc.record(
        { contains: tie('schema'), minContains: size, maxContains: size },
        { requiredKeys: ['contains'] },
      ),
      some({
        properties: map(name, tie('schema'), 3),
        required: fc.uniqueArray(name, { maxLength: 2 }),
        additionalProperties: tie('schema'),
        minProperties: size,
        maxProperties: size,
        patternProperties: map(pattern, tie('schema'), 1),
        propertyNames: fc.constantFrom<unknown>({ maxLength: 1 }, true, { minLength: 2 }),
      }),
      some({
        dependentRequired: map(name, fc.uniqueArray(name, { maxLength: 2 }), 2),
        dependentSchemas: map(name, tie('schema'), 1),
      }),
      some({ allOf: schemas(2), anyOf: schemas(3), oneOf: schemas(3), not: tie('schema') }),
      fc.record({ if: tie('schema'), then: tie('schema'), else: tie('schema') }),
    ),
  };
}).schema;
const definitions: Schemas = {
  A: {
    type: ['object', 'array', 'integer'],
    properties: { a: { $ref: '#/schemas/A' } },
    items: { $ref: '#/schemas/B' },
  },
  B: { anyOf: [{ $ref: '#/schemas/A' }, { type: 'string', minLength: 1 }] },
};

for (const { name: engine, present: hasEngine, run } of luaEngines) {
  const judge = async (cases: readonly Case[], budget?: number) =>
    (await run(program(cases, budget))).split('\n');
  const verdict = async (schema: unknown, values: readonly unknown[], named?: Schemas) =>
    (await judge([{ schema, values, ...(named && { definitions: named }) }]))[0];

  describe.skipIf(!hasEngine)(`the validator in ${engine}`, () => {
    it('agrees with Ajv on generated schemas and values', async () => {
      const values = fc.sample(anyValue, { numRuns: 60, seed: 7 });
      const cases = fc
        .sample(anySchema, { numRuns: 400, seed: 11 })
        .map((schema) => ({ schema, definitions, values }));
      const expected = cases.map((one) => ajvVerdicts(one));
      const verdicts = await judge(cases);
      const compared = cases.filter((_, index) => expected[index] !== undefined);
      expect(compared.length).toBeGreaterThan(390);
      for (const [index, one] of cases.entries()) {
        if (expected[index] !== undefined)
          expect(verdicts[index], JSON.stringify(one.schema)).toBe(expected[index]);
      }
      expect(verdicts.join('')).toMatch(/0.*1/s);
    }, 60_000);

    it.each<[string, string[], string[]]>([
      [
        'date',
        ['2024-02-29', '2026-12-31'],
        ['2023-02-29', '2026-13-01', '2026-1-1', '2026-00-10', ' 2026-01-01'],
      ],
      [
        'date-time',
        [
          '2026-01-31T23:59:59Z',
          '2026-01-31t00:00:00.123+05:30',
          '1990-12-31T23:59:60Z',
          '1990-12-31T15:59:60-08:00',
        ],
        [
          '2026-01-31',
          '2026-01-31T24:00:00Z',
          '2026-01-31T12:00:00',
          '1990-12-31T23:58:60Z',
          '2026-01-31T12:00:00+24:00',
        ],
      ],
      [
        'email',
        ['a@b.co', 'first.last+tag@sub.example.com'],
        ['a@b', '@b.co', 'a@', 'a..b@c.de', '.a@c.de', 'a b@c.de', 'a@-b.co'],
      ],
      ['hostname', ['a', 'a-b.example.com'], ['', '-a', 'a-.b', 'a..b', `${'a'.repeat(64)}.com`]],
      ['ipv4', ['127.0.0.1', '255.255.255.255'], ['256.0.0.1', '1.2.3', '01.2.3.4', '1.2.3.4.5', '127.1']],
      [
        'ipv6',
        ['::', '::1', '2001:db8::1', '1:2:3:4:5:6:7:8', '::ffff:1.2.3.4', 'fe80::'],
        ['1:2:3:4:5:6:7', ':::', '1::2::3', '12345::', '::1.2.3', '1.2.3.4', ':1'],
      ],
      [
        'uuid',
        ['123e4567-e89b-42d3-a456-426614174000'],
        ['123e4567e89b42d3a456426614174000', '123e4567-e89b-42d3-a456-42661417400g'],
      ],
      [
        'uri',
        ['https://a.test/b?c#d', 'urn:isbn:1', 'mailto:a@b.co'],
        ['/a', 'a', 'https://a b', 'https://a/%zz', 'http://a#b#c'],
      ],
      ['byte', ['', 'YQ==', 'YWI='], ['YQ', 'Y===', 'Y Q=']],
    ])('asserts format %s', async (format, valid, invalid) => {
      expect(await verdict({ format }, [...valid, 3, null])).toBe('1'.repeat(valid.length + 2));
      expect(await verdict({ format }, invalid)).toBe('0'.repeat(invalid.length));
    });

    it('asserts int32 and int64', async () => {
      expect(await verdict({ format: 'int32' }, [2147483647, -2147483648, 2147483648, 1.5, 'x'])).toBe(
        '11001',
      );
      expect(await verdict({ format: 'int64' }, [2 ** 53, 2 ** 64, 0.5])).toBe('100');
    });

    it('attack 18, 41: names and texts of a schema are data', async () => {
      const hostile = ['__proto__', 'constructor', ']]', '"', '\\', '$(x)', 'a\nb', '--[[', 'end'];
      const schema = {
        properties: Object.fromEntries(hostile.map((key) => [key, { const: key }])),
        required: hostile,
        additionalProperties: false,
      };
      const good = Object.fromEntries(hostile.map((key) => [key, key]));
      const without = Object.fromEntries(hostile.slice(1).map((key) => [key, key]));
      const wrong = Object.fromEntries(hostile.map((key) => [key, 'x']));
      expect(await verdict(schema, [good, without, wrong])).toBe('100');
      expect(Object.hasOwn(Object.prototype, 'const')).toBe(false);
    });

    it('attack 22: values and schemas that go on and on end in a refusal', async () => {
      const List = { properties: { next: { $ref: '#/schemas/List' } } };
      const nested = (levels: number): unknown => (levels === 0 ? {} : { next: nested(levels - 1) });
      expect(await verdict({ $ref: '#/schemas/List' }, [nested(90)], { List })).toBe('1');
      const Tree: JsonSchema = {
        anyOf: Array.from({ length: 6 }, () => ({ items: { $ref: '#/schemas/Tree' }, minItems: 1 })),
      };
      const deep = (levels: number): unknown => (levels === 0 ? [] : [deep(levels - 1)]);
      expect(await verdict({ $ref: '#/schemas/Tree' }, [deep(30)], { Tree })).toBe('!');
    });
  });

  describe.skipIf(!hasEngine || !present)(
    `the validator in ${engine} on real schemas${present ? '' : ' (skipped: ../shared/specs is absent)'}`,
    () => {
      it('agrees with Ajv on generated and on spoilt values', async () => {
        const { cases, expected } = real();
        expect(cases.length).toBeGreaterThan(400);
        const verdicts = await judge(cases);
        const compared = cases.filter((_, index) => expected[index] !== undefined).length;
        expect(compared).toBeGreaterThan(cases.length * 0.95);
        for (const [index, { schema, values }] of cases.entries()) {
          if (expected[index] === undefined) continue;
          expect(verdicts[index], JSON.stringify({ schema, values }).slice(0, 2_000)).toBe(expected[index]);
        }
      }, 120_000);
    },
  );
}

let known: { cases: Case[]; expected: (string | undefined)[] } | undefined;

function real() {
  if (known === undefined) {
    const cases = realCases();
    known = { cases, expected: cases.map((one) => ajvVerdicts(one)) };
  }
  return known;
}

/** Schemas of real documents that need no pattern, each with a value made for it and spoilt ones. */
function realCases(): Case[] {
  const cases: Case[] = [];
  for (const file of readdirSync(specs).filter((one) => one.endsWith('.json'))) {
    const text = readFileSync(join(specs, file), 'utf8');
    const isOld = (key: string, value: unknown) =>
      /^(x-)?nullable$|^exclusiveM/.test(key) && typeof value === 'boolean';
    const document = JSON.parse(
      text.replaceAll(/#\/(components\/schemas|definitions)\//g, '#/schemas/'),
      (key, value: unknown) => (isOld(key, value) ? undefined : value),
    ) as {
      components?: { schemas?: Schemas };
      definitions?: Schemas;
    };
    const named = document.components?.schemas ?? document.definitions ?? {};
    for (const name of Object.keys(named).slice(0, 10)) {
      const compiler = new SchemaCompiler(named);
      const schema = { $ref: `#/schemas/${name}` };
      compiler.add(schema, name);
      const reached = JSON.stringify(compiler.finish());
      if (compiler.problems.length > 0 || /"pattern"|"format"/.test(reached) || reached.length > 100_000)
        continue;
      const value = exampleOf(schema, named);
      cases.push({ schema, definitions: named, values: [value, ...spoilt(value), ...spoilt(value, 1)] });
    }
  }
  return cases;
}

/** The value with one member left out, or of another type. */
function spoilt(value: unknown, depth = 0): unknown[] {
  if (typeof value !== 'object' || value === null) return [[], {}, 'x', 3.5, null];
  const entries = Object.entries(value).slice(0, 12);
  return entries.flatMap(([key, member], index) => {
    const others = entries.filter((_, other) => other !== index);
    if (Array.isArray(value)) return depth === 0 ? [others.map(([, one]) => one)] : [];
    const replaced = depth === 0 ? [3.5, 'x', null] : spoilt(member).slice(0, 4);
    return [
      Object.fromEntries(others),
      ...replaced.map((one) => Object.fromEntries([...others, [key, one]])),
    ];
  });
}

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
