/**
 * Decides by status and source whether an answer is an error to rewrite, and by its headers whether a message can be read from
 * it. An error here leaves the answer as it is.
 */
export const errorHeaders = String.raw`
local floor, lower, match = math.floor, string.lower, string.match

local function json_type(content_type)
  local name = match(lower(content_type or ""), "^%s*([^;%s]*)")
  if name == "application/problem+json" then return "problem" end
  return (name == "application/json" or match(name, "^application/[%w.+-]+%+json$")) and "json" or nil
end

local function decide()
  local response = kong.response
  local status = response.get_status()
  if not config.classes["" .. floor(status / 100)] or kong.request.get_method() == "HEAD" then return end
  local own = response.get_source() ~= "service"
  if not own and not config.upstream then return end
  local kind = json_type(response.get_header("Content-Type"))
  if not own and kind == "problem" then return end
  local encoding = response.get_header("Content-Encoding")
  local plain = not encoding or lower(encoding) == "identity"
  local reads = kind == "json" and plain and (own or config.messages)
  for _, name in ipairs({ "Content-Length", "Content-Encoding", "Content-Range", "ETag", "Content-MD5", "Digest" }) do
    response.clear_header(name)
  end
  response.set_header("Content-Type", config.contentType)
  kong.ctx.shared.apim_error = { status = status, reads = reads, size = 0, n = 0 }
end

return function()
  kong.ctx.shared.apim_error = nil
  pcall(decide)
end`;

/** Sends the problem document in place of the body, at its end. */
export const errorBody = String.raw`
local concat, type = table.concat, type

local function message_of(text)
  local value = json.parse(text, 20, 1000)
  if type(value) ~= "table" or value.kind ~= "object" then return end
  for _, name in ipairs({ "detail", "message", "error_description" }) do
    for i = 1, value.n do
      local found = value[i]
      if value.names[i] == name and type(found) == "string" and string.byte(found) == 34 and #found < 1000 then return found end
    end
  end
end

local function document(state)
  local text = config.texts["" .. state.status]
  local members, n = {}, 0
  local function add(name, literal)
    n = n + 1
    members[n] = '"' .. name .. '":' .. literal
  end
  add("type", json.quote(config.types and config.types .. state.status or "about:blank"))
  local title = text and text.title or config.titles["" .. state.status]
  add("title", json.quote(title or (state.status >= 500 and "Server Error" or "Client Error")))
  add("status", "" .. state.status)
  local detail = text and text.detail and json.quote(text.detail)
  if not detail and state.reads then
    local ok, found = pcall(message_of, concat(state, "", 1, state.n))
    detail = ok and found
  end
  if detail then add("detail", detail) end
  if config.requestId and ngx.var.kong_request_id then add("requestId", json.quote(ngx.var.kong_request_id)) end
  return "{" .. concat(members, ",") .. "}"
end

return function()
  local state = kong.ctx.shared.apim_error
  if not state then return end
  local chunk, eof = ngx.arg[1], ngx.arg[2]
  if state.reads and chunk and chunk ~= "" then
    state.size, state.n = state.size + #chunk, state.n + 1
    state[state.n] = chunk
    if state.size > 65536 then state.reads = false end
  end
  if not eof then
    ngx.arg[1] = nil
    return
  end
  local ok, text = pcall(document, state)
  ngx.arg[1] = ok and text or '{"type":"about:blank","title":"Error"}'
end`;
