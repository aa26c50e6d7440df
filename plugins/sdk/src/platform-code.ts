import type { CompileInput } from './compile-types.ts';
import type { FunctionFragment } from './policy.ts';

/** Code of the platform's own, with what the explanation says of it. */
export interface PlatformCode extends FunctionFragment {
  readonly label: string;
  readonly summary: string;
}

/**
 * Moves a request from the API's public path to the upstream's: routes match the whole path and the service has none, so
 * this runs for every request. `get_path` is Kong's normalised path, on which routing was decided.
 */
export function platformPath(api: CompileInput['api']): PlatformCode {
  return {
    label: 'platform path',
    summary: "Replaces the API's public path by the upstream's",
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

/**
 * Keeps the digest of a presented key, which the gateway's own code sets for key-auth, from the upstream of a route that asks
 * for no key; with key-auth, that plugin removes it.
 */
export const withheldDigest: PlatformCode = {
  label: 'platform digest',
  summary: 'Keeps the digest of a presented API key from the upstream',
  phase: 'early',
  lua: `
return function()
  kong.service.request.clear_header("x-apim-key-digest")
end`,
};

function withoutSlash(path: string): string {
  return path.replace(/\/+$/, '');
}
