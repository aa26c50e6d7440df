import { maskingLua } from './masking.lua.ts';

/**
 * Asks the upstream for a whole and uncompressed answer: a part of a document can be valid JSON in which no path matches.
 * Runs last before the upstream, so that no other policy brings the headers back.
 */
export const plainAnswer = String.raw`
return function()
  local request = kong.service.request
  request.clear_header("Accept-Encoding")
  request.clear_header("Range")
  request.clear_header("If-Range")
end`;

/**
 * Decides by status and headers: "pass" (no body, or not to be read), "mask", or "withhold", which turns a success into 502.
 * An error here would make Kong send an empty reply, so it withholds instead.
 */
export const maskHeaders = String.raw`
local lower, match = string.lower, string.match

local function is_json(content_type)
  local name = match(lower(content_type), "^%s*([^;%s]*)")
  return name == "application/json" or name == "text/json" or match(name, "^application/[%w.+-]+%+json$") ~= nil
end

local function decide()
  local response = kong.response
  local status = response.get_status()
  if kong.request.get_method() == "HEAD" or status == 204 or status == 304 then return "pass" end
  if response.get_header("Content-Length") == "0" then return "pass" end
  local content_type = response.get_header("Content-Type")
  if config.passOther and content_type and not is_json(content_type) then return "pass" end
  local encoding = response.get_header("Content-Encoding")
  local plain = not encoding or lower(encoding) == "identity"
  if status ~= 206 and plain and content_type and is_json(content_type) then return "mask" end
  return "withhold"
end

local function apply(decision)
  local response = kong.response
  if decision == "pass" then return end
  response.clear_header("Content-Length")
  response.clear_header("ETag")
  response.clear_header("Content-MD5")
  response.clear_header("Digest")
  if decision == "withhold" then
    response.clear_header("Content-Encoding")
    response.clear_header("Content-Range")
    response.set_header("Content-Type", "application/json; charset=utf-8")
    if response.get_status() < 400 then response.set_status(502) end
  end
end

return function()
  local decided, decision = pcall(decide)
  if not decided then decision = "withhold" end
  kong.ctx.shared.apim_masking = { decision = decision, size = 0, n = 0 }
  pcall(apply, decision)
end`;

/**
 * Collects the body and masks it at its end. Without the headers' decision, over the size limit, or when the body cannot be
 * read, the client gets a message in its place.
 */
export const maskAnswer = String.raw`${maskingLua}
local concat = table.concat
local withheld = '{"message":"The answer was withheld by policy: it could not be read for masking"}'

local function masked(text)
  if text == "" then return text end
  local value = json.parse(text, config.maxDepth, config.maxContainers)
  if type(value) ~= "table" then return text end
  mask(value, config.rules)
  return json.encode(value)
end

local function filter(chunk, eof)
  local state = kong.ctx.shared.apim_masking
  if state and state.decision == "pass" then return chunk end
  if not state or state.decision ~= "mask" then return eof and withheld or nil end
  if chunk and chunk ~= "" then
    state.n, state.size = state.n + 1, state.size + #chunk
    state[state.n] = chunk
    if state.size > config.maxBytes then
      kong.ctx.shared.apim_masking = { decision = "withhold" }
      kong.log.warn("masking withheld an answer that is too large")
      return eof and withheld or nil
    end
  end
  if not eof then return nil end
  local ok, result = pcall(masked, concat(state, "", 1, state.n))
  if ok then return result end
  kong.log.warn("masking withheld an answer: ", result)
  return withheld
end

return function()
  local eof = ngx.arg[2]
  local ok, result = pcall(filter, ngx.arg[1], eof)
  if not ok then result = eof and withheld or nil end
  ngx.arg[1] = result
end`;
