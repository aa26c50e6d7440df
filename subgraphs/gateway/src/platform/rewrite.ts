/** The internal header that key-auth reads; only the platform's code writes it. */
export const KEY_DIGEST_HEADER = 'x-apim-key-digest';

/**
 * Lua of the global pre-function's `rewrite` phase, which Kong 3.9.3 runs for every request, ahead of everything. It needs the gateway's
 * setting `untrusted_lua_sandbox_requires=kong.tools.sha256`. Headers are read without a limit, so that none hides behind others;
 * names are compared with `_` as `-`, since Kong admits underscores and many upstreams read both alike.
 */
export const rewriteLua = `
local sha256_hex = require("kong.tools.sha256").sha256_hex
local lower, gmatch, gsub, sub = string.lower, string.gmatch, string.gsub, string.sub

local connection_options = {
  ["close"] = true, ["keep-alive"] = true, ["upgrade"] = true, ["te"] = true, ["http2-settings"] = true,
}
local reserved_prefixes = { "x-consumer-", "x-credential-", "x-anonymous-", "x-authenticated-" }

local function is_safe_connection(value)
  if type(value) == "table" then
    for i = 1, #value do
      if not is_safe_connection(value[i]) then return false end
    end
    return true
  end
  if type(value) ~= "string" then return true end
  for option in gmatch(value, "[^,]+") do
    local name = lower((gsub(option, "^%s*(.-)%s*$", "%1")))
    if name ~= "" and not connection_options[name] then return false end
  end
  return true
end

local function is_reserved(header)
  local name = gsub(lower(header), "_", "-")
  if name == "${KEY_DIGEST_HEADER}" then return true end
  for i = 1, #reserved_prefixes do
    local prefix = reserved_prefixes[i]
    if sub(name, 1, #prefix) == prefix then return true end
  end
  return false
end

return function()
  local headers = ngx.req.get_headers(0)
  if not is_safe_connection(headers["connection"]) then
    return kong.response.exit(400, { message = "The Connection header names what it must not" })
  end
  for header in pairs(headers) do
    if is_reserved(header) then kong.service.request.clear_header(header) end
  end
  local key = headers["x-api-key"]
  if type(key) == "string" and key ~= "" then
    kong.service.request.set_header("${KEY_DIGEST_HEADER}", sha256_hex(key))
  end
end
`.trim();
