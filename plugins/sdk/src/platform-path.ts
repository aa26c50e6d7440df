import type { CompileInput } from './compile-types.ts';
import type { FunctionFragment } from './policy.ts';

/**
 * Moves a request from the API's public path to the upstream's: routes match the whole path and the service has none, so
 * this runs for every request. `get_path` is Kong's normalised path, on which routing was decided.
 */
export function platformPath(api: CompileInput['api']): FunctionFragment {
  return {
    phase: 'early',
    data: { base: withoutSlash(api.basePath), upstream: withoutSlash(api.upstreamPath) },
    lua: `
local sub = string.sub
local length = #config.base
return function()
  local path = kong.request.get_path()
  local rest = sub(path, length + 1)
  if sub(path, 1, length) ~= config.base or (rest ~= "" and sub(rest, 1, 1) ~= "/") then
    return kong.response.exit(404, { message = "no Route matched with those values" })
  end
  local target = config.upstream .. rest
  kong.service.request.set_path(target == "" and "/" or target)
end`,
  };
}

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, '');
}
