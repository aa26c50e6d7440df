import type { FunctionFragment } from '../policy.ts';
import { luaLibraries, withNeeds } from './library.ts';
import { luaLiteral, type LuaData } from './literal.ts';

/**
 * The chunk of one fragment, an element of its own in the plugin's array, so that its locals are seen by nobody else.
 * `label` (a policy's name and version) becomes a comment.
 */
export function luaChunk(label: string, fragment: FunctionFragment): string {
  const needed = new Set(withNeeds(fragment.libraries ?? []));
  const libraries = luaLibraries.filter(([name]) => needed.has(name)).map(([, source]) => source);
  const comment = `-- ${label.replaceAll(/[^\w .-]/g, '?')}`;
  const code = [...libraries, fragment.lua.trim()];
  const { data, operations } = fragment;
  if (operations !== undefined) return [comment, ...byOperation(operations, code), ''].join('\n');
  return [comment, ...(data === undefined ? [] : [`local config = ${luaLiteral(data)}`]), ...code, ''].join(
    '\n',
  );
}

/** A route whose operation is not told is refused: it would be served without the policy. */
const dispatch = `
local ready = {}
return function()
  local route, id = kong.router.get_route(), nil
  for _, tag in ipairs(route and route.tags or {}) do
    id = id or string.match(tag, "^operation:(.+)$")
  end
  local config = id and operations[id]
  if config == false then return end
  if not config then
    return kong.response.exit(500, { message = "The policies of this operation are not known to the gateway" })
  end
  local run = ready[id]
  if not run then
    run = setup(config)
    ready[id] = run
  end
  return run()
end`;

function byOperation(operations: Readonly<Record<string, LuaData>>, code: readonly string[]): string[] {
  return [
    `local operations = ${luaLiteral(operations)}`,
    'local function setup(config)',
    ...code,
    'end',
    dispatch.trim(),
  ];
}
