import type { LibrarySources } from './library-source.ts';

/** The three parts of `onResponseBody`: a plain answer asked for, its headers judged, its body gathered and changed. */
export const bodyLibraries: LibrarySources = {
  __plain_answer: {
    needs: ['__context'],
    lua: String.raw`
local function __plain_answer()
  return function()
    local request = kong.service.request
    request.clear_header("Accept-Encoding")
    request.clear_header("Range")
    request.clear_header("If-Range")
  end
end`,
  },
  __body_headers: {
    needs: ['__withhold'],
    lua: String.raw`
local __body_headers
do
  local lower, match = string.lower, string.match
  local function is_json(content_type)
    local name = match(lower(content_type), "^%s*([^;%s]*)")
    return name == "application/json" or name == "text/json" or match(name, "^application/[%w.+-]+%+json$") ~= nil
  end
  local function decide()
    local response, withheld = kong.response, kong.ctx.shared.apim_withheld
    local status = response.get_status()
    if withheld and withheld[config.policy] then return "pass" end
    if kong.request.get_method() == "HEAD" or status == 204 or status == 304 then return "pass" end
    if response.get_header("Content-Length") == "0" then return "pass" end
    local encoding, content_type = response.get_header("Content-Encoding"), response.get_header("Content-Type")
    if status == 206 or (encoding and lower(encoding) ~= "identity") then return "withhold" end
    return content_type and is_json(content_type) and "change" or "withhold"
  end
  local function apply(decision)
    local shared, response = kong.ctx.shared, kong.response
    shared.apim_bodies = shared.apim_bodies or {}
    shared.apim_bodies[config.policy] = { decision = decision, n = 0, size = 0 }
    if decision ~= "change" then return end
    response.clear_header("Content-Length")
    response.clear_header("ETag")
    response.clear_header("Content-MD5")
    response.clear_header("Digest")
  end
  function __body_headers()
    return function()
      local decided, decision = pcall(decide)
      if not decided then decision = "withhold" end
      if decision == "withhold" then __withhold() end
      pcall(apply, decision)
    end
  end
end`,
  },
  __body_phase: {
    needs: ['__context', '__failed', '__configuration', '__parse', '__stringify'],
    lua: String.raw`
local __body_phase
do
  local concat = table.concat
  local withheld = '{"message":"The answer was withheld by policy: it could not be read"}'
  local function changed(handler, text)
    if text == "" then return text end
    -- What the gateway itself reads and writes is no part of the handler's budget.
    __begin()
    local body = __parse_strictly(text)
    __begin()
    local answer = handler(__context, __configuration, body)
    __begin()
    return __stringify(answer)
  end
  local function filter(handler, chunk, eof)
    local state = (kong.ctx.shared.apim_bodies or {})[config.policy]
    if state and state.decision == "pass" then return chunk end
    if not state or state.decision ~= "change" then return eof and withheld or nil end
    if chunk and chunk ~= "" then
      state.n, state.size = state.n + 1, state.size + #chunk
      state[state.n] = chunk
      if state.size > 8388608 then
        kong.ctx.shared.apim_bodies[config.policy] = { decision = "withhold" }
        kong.log.warn("policy ", config.policy, " withheld an answer that is too large")
        return eof and withheld or nil
      end
    end
    if not eof then return nil end
    local text = concat(state, "", 1, state.n)
    for i = 1, state.n do state[i] = nil end
    local ok, result = pcall(changed, handler, text)
    if ok then return result end
    __failed(result)
    return withheld
  end
  function __body_phase(handler)
    return function()
      local eof = ngx.arg[2]
      local ok, result = pcall(filter, handler, ngx.arg[1], eof)
      if not ok then result = eof and withheld or nil end
      ngx.arg[1] = result
    end
  end
end`,
  },
};
