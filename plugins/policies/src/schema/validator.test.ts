import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonSchema } from '@apim/sdk';
import { luaEngines } from '@apim/sdk/test/lua';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ajvVerdicts, program, type Case, type Schemas } from '../../test/schema-verdicts.ts';
import { exampleOf } from './example.ts';
import { SchemaCompiler } from './schema-compiler.ts';

const specs = join(import.meta.dirname, '../../../../../shared/specs');
const present = existsSync(specs);
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
