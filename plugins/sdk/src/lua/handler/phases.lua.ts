import type { LibrarySources } from './library-source.ts';

/** What runs a handler in a phase of Kong and turns its failure into an answer that gives nothing away. */
export const phaseLibraries: LibrarySources = {
  __failed: {
    needs: ['__context'],
    lua: String.raw`
local function __failed(problem)
  local text = type(problem) == "string" and problem or "an error without text"
  kong.log.err("policy ", config.policy, " failed: ", (string.gsub(string.sub(text, 1, 500), "%c", " ")))
end`,
  },
  __configuration: { needs: ['__thaw'], lua: 'local __configuration = __thaw(config.configuration)' },
  __request_phase: {
    needs: ['__context', '__failed', '__configuration'],
    lua: String.raw`
local __reply = {}
local function __request_phase(handler)
  return function()
    __begin()
    local ok, problem = pcall(handler, __context, __configuration)
    if ok then return end
    if __stopped == __reply then
      local status, body, headers = __reply.status, __reply.body, __reply.headers
      __reply.status, __reply.body, __reply.headers = nil, nil, nil
      return kong.response.exit(status, body, headers)
    end
    __failed(problem)
    return kong.response.exit(500, { message = "The policy " .. config.policy .. " failed" })
  end
end`,
  },
  // An error here would make Kong send an empty reply; so the answer is withheld, and the body's phase puts a message.
  __response_phase: {
    needs: ['__context', '__failed', '__configuration', '__withhold'],
    lua: String.raw`
local function __response_phase(handler)
  return function()
    __begin()
    local ok, problem = pcall(handler, __context, __configuration)
    if ok then return end
    pcall(__failed, problem)
    __withhold()
  end
end`,
  },
  __withhold: {
    needs: ['__context'],
    lua: String.raw`
local __withhold
do
  local function withhold()
    local shared, response = kong.ctx.shared, kong.response
    shared.apim_withheld = shared.apim_withheld or {}
    shared.apim_withheld[config.policy] = true
    response.clear_header("Content-Length")
    response.clear_header("ETag")
    response.clear_header("Content-MD5")
    response.clear_header("Digest")
    response.clear_header("Content-Encoding")
    response.clear_header("Content-Range")
    response.set_header("Content-Type", "application/json; charset=utf-8")
    if response.get_status() < 400 then response.set_status(502) end
  end
  function __withhold() pcall(withhold) end
end`,
  },
  __withheld_body: {
    needs: ['__context'],
    lua: String.raw`
local function __withheld_body()
  return function()
    local withheld = kong.ctx.shared.apim_withheld
    if not withheld or not withheld[config.policy] then return end
    ngx.arg[1] = ngx.arg[2] and '{"message":"The answer was withheld by policy: it could not be read"}' or nil
  end
end`,
  },
};
