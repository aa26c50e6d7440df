import fc from 'fast-check';
import luaparse from 'luaparse';
import { describe, expect, it } from 'vitest';
import { luaEngines, luaGlobals } from '../../test/lua.ts';
import { luaLiteral } from './literal.ts';

const hostile = [
  ']]',
  ']==] .. os.execute("true") --[==[',
  '" .. kong.db .. "',
  "'; return kong --",
  '\\',
  '\\"',
  'a\nb\r\n\u2028c',
  'NUL \u0000 here',
  '$(kong.db)',
  '{vault://env/secret}',
  '--[[',
  '1\u00002',
  'é €😀',
  '',
];
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(...hostile),
  fc
    .array(fc.constantFrom(']', '[', '=', '"', "'", '\\', '\n', '\0', '$', '(', ')', '0', '9'), {
      maxLength: 20,
    })
    .map((parts) => parts.join('')),
);

describe('attack 41: values reach Lua as data', () => {
  it('any text parses as one string literal in printable ASCII', () => {
    fc.assert(
      fc.property(text, (value) => {
        const literal = luaLiteral(value);
        expect(literal).toMatch(/^[\x20-\x7e]*$/);
        const { body } = luaparse.parse(`return ${literal}`, { luaVersion: '5.1' });
        expect(body).toHaveLength(1);
        expect(body[0]).toMatchObject({ type: 'ReturnStatement', arguments: [{ type: 'StringLiteral' }] });
      }),
      { numRuns: 2_000 },
    );
  });

  it('keys of tables are data too', () => {
    fc.assert(
      fc.property(fc.dictionary(text, text), (value) => {
        expect(luaGlobals(`return ${luaLiteral(value)}`)).toEqual([]);
      }),
    );
  });

  for (const { name, present, run } of luaEngines) {
    it.skipIf(!present)(`hostile texts arrive byte for byte in ${name}`, async () => {
      const random = fc
        .sample(text, { numRuns: 200, seed: 41 })
        .map((value) => Buffer.from(value).toString());
      const values = [...hostile, ...random].filter((value) => !value.includes('\u0001'));
      expect((await run(`return table.concat(${luaLiteral(values)}, "\\1")`)).split('\u0001')).toEqual(
        values,
      );
    });

    it.each(luaEngines)(
      'numbers, booleans and nested tables keep their value in $name',
      async ({ present, run }) => {
        if (!present) return;
        const source = `local v = ${luaLiteral({ n: [1, -2.5, 1e21], yes: true, inner: { '1': 'text key' }, absent: undefined })}
      return tostring(v.n[2]) .. tostring(v.n[3] == 1e21) .. tostring(v.yes) .. v.inner["1"] .. tostring(v.absent)`;
        expect(await run(source)).toBe('-2.5truetruetext keynil');
      },
    );
  }

  it('a number that Lua cannot write is refused', () => {
    expect(() => luaLiteral([Number.NaN])).toThrow('NaN has no Lua literal');
  });
});
