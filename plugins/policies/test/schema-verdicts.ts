import { luaLiteral, type JsonSchema, type LuaData } from '@apim/sdk';
import { jsonLua } from '@apim/sdk/lua/json.lua';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { formatsLua } from '../src/schema/formats.lua.ts';
import { SchemaCompiler } from '../src/schema/schema-compiler.ts';
import { validatorLua } from '../src/schema/validator.lua.ts';

export type Schemas = Readonly<Record<string, JsonSchema>>;

/** Values to be judged by a schema. */
export interface Case {
  readonly schema: unknown;
  readonly definitions?: Schemas;
  readonly values: readonly unknown[];
}

/** Patterns of the tests as Lua's own, which a Lua without Kong has. */
const patterns = { [String.raw`^[a-z]+\z`]: '^[a-z]+$', b: 'b' };

/** For each case `1` or `0` a value; `!` where the validator gives up. Each is judged with and without telling why. */
export function program(cases: readonly Case[], budget = 100_000): string {
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
export function ajvVerdicts({ schema, definitions = {}, values }: Case): string | undefined {
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
