import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { luaEngines, luaGlobals, sandboxGlobals } from '../../test/lua.ts';
import { jsonLua } from './json.lua.ts';
import { luaLiteral } from './literal.ts';

/** Round trip of many texts in one run; a refused text gives `refused: …`. */
function roundTrips(texts: readonly string[], depth = 100, containers = 10_000): string {
  return `${jsonLua}
    local results = {}
    for i, text in ipairs(${luaLiteral(texts)}) do
      local ok, result = pcall(function() return json.encode(json.parse(text, ${depth}, ${containers})) end)
      results[i] = ok and result or "refused: " .. tostring(result)
    end
    return table.concat(results, "\\1")`;
}

const kept = [
  '{"b":1,"a":2}',
  '[]',
  '{}',
  '[[],{},null]',
  '1.10',
  '12345678901234567890',
  '-0',
  '1E+2',
  '"\\u0041\\ud83d\\ude00\\n\\/"',
  '{"a":1,"a":2}',
  '"é€"',
  'true',
  '{"":""}',
];
const refused = [
  ...[
    '',
    ' ',
    '{',
    '[1,]',
    '[,1]',
    '{"a":}',
    '{"a" 1}',
    '{a:1}',
    "{'a':1}",
    '{"a":1,}',
    '01',
    '-',
    '1.',
    '.5',
    '1e',
    '+1',
  ],
  ...[
    'NaN',
    'nul',
    'true false',
    '1 2',
    '"a',
    '"\\x"',
    '"\\u12g4"',
    '"a\nb"',
    '"a\u0000b"',
    '[1]x',
    '\ufeff{}',
    '[1}',
    '//x\n1',
  ],
];

for (const { name, present, run } of luaEngines) {
  describe.skipIf(!present)(`JSON codec in ${name}`, () => {
    it('keeps key order, repeated keys, empty containers, null and number text', async () => {
      expect((await run(roundTrips(kept))).split('\u0001')).toEqual(kept);
    });

    it('refuses everything that is not JSON', async () => {
      const results = (await run(roundTrips(refused))).split('\u0001');
      expect(results.filter((result) => !result.startsWith('refused: invalid JSON at byte'))).toEqual([]);
    });

    it('agrees with JSON.parse on any document, with and without white space', async () => {
      const documents = fc.sample(fc.json({ maxDepth: 6 }), { numRuns: 300, seed: 3 });
      const spaced = documents.map((text) => JSON.stringify(JSON.parse(text), null, 3));
      const results = (await run(roundTrips([...documents, ...spaced]))).split('\u0001');
      expect(results).toEqual(
        [...documents, ...documents].map((text, index) =>
          index < documents.length ? text : JSON.stringify(JSON.parse(text)),
        ),
      );
    });

    it('bounds the depth', async () => {
      const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
      const results = (await run(roundTrips([nested(10), nested(11), nested(100_000)], 10))).split('\u0001');
      expect(results).toEqual([
        nested(10),
        'refused: JSON is nested too deeply',
        'refused: JSON is nested too deeply',
      ]);
    });

    it('bounds the number of arrays and objects, afresh for each document', async () => {
      const results = (await run(roundTrips(['[{},{}]', '[{},{},[]]', '[{},1,2,3]'], 10, 3))).split('\u0001');
      expect(results).toEqual(['[{},{}]', 'refused: JSON holds too many arrays and objects', '[{},1,2,3]']);
    });

    it('decodes and encodes strings as JSON.parse and JSON.stringify do', async () => {
      const values = [
        ...fc.sample(fc.string({ unit: 'grapheme' }), { numRuns: 200, seed: 5 }),
        '\\u0041',
        '"',
        '\u007f',
        '😀',
      ];
      const escapedFully = values.map((value) => `"${[...value].map(escapeFully).join('')}"`);
      const source = `${jsonLua}
      local results = {}
      for i, text in ipairs(${luaLiteral(escapedFully)}) do results[i] = json.quote(json.text(text)) end
      return "[" .. table.concat(results, ",") .. "]"`;
      expect(JSON.parse(await run(source))).toEqual(values);
    });
  });
}

function escapeFully(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('');
}

it('the Lua libraries use only what the sandbox of Kong offers', () => {
  expect(luaGlobals(jsonLua).filter((name) => !sandboxGlobals.has(name))).toEqual([]);
});
