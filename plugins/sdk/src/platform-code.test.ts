import { describe, expect, it } from 'vitest';
import { luaEngines } from '../test/lua.ts';
import { luaChunk } from './lua/chunk.ts';
import { luaLiteral } from './lua/literal.ts';
import { platformPath } from './platform-code.ts';

const cases: [base: string, upstream: string, path: string, expected: string][] = [
  ['/shop', '/v2', '/shop/customers/1', '/v2/customers/1'],
  ['/shop/', '/v2/', '/shop/customers', '/v2/customers'],
  ['/shop', '', '/shop', '/'],
  ['/shop', '/v2', '/shop', '/v2'],
  ['/shop', '/', '/shop/', '/'],
  ['/', '/v2', '/a', '/v2/a'],
  ['/a.b-c%20(1)', '/x]]y"', '/a.b-c%20(1)/z', '/x]]y"/z'],
  ['/shop', '/v2', '/shopping', '404'],
  ['/shop', '/v2', '/other', '404'],
];

for (const { name, present, run } of luaEngines) {
  describe.skipIf(!present)(`the upstream's path in ${name}`, () => {
    it.each(cases)(
      'base %j and upstream %j turn %j into %j',
      async (basePath, upstreamPath, path, expected) => {
        const fragment = platformPath({
          id: 'A',
          projectId: 'P',
          organizationId: 'O',
          basePath,
          upstreamPath,
        });
        const source = `
        local result
        local kong = {
          request = { get_path = function() return ${luaLiteral(path)} end },
          response = { exit = function(status) result = tostring(status) end },
          service = { request = { set_path = function(value) result = value end } },
        }
        local handler = (function() ${luaChunk('platform path', fragment)} end)()
        handler()
        return result`;
        expect(await run(source)).toBe(expected);
      },
    );
  });
}
