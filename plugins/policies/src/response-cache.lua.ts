/**
 * Writes a digest of what must make a difference to `x-apim-cache-key`, whatever the client sent there. Each text goes in with its
 * length: Kong's own key joins names and values by ":" and "=", so that one request could be made to match another's.
 * `ngx.var` holds every value of a repeated header, where the development kit gives the first.
 */
export const cacheKey = String.raw`
local concat, type = table.concat, type
return function()
  local parts, n = {}, 0
  local function add(value)
    n = n + 1
    parts[n] = #value .. ":" .. value
  end
  local function add_any(value)
    if type(value) ~= "table" then value = { value } end
    for i = 1, #value do add(value[i] == true and "" or value[i]) end
    add("#" .. #value)
  end
  local query = kong.request.get_raw_query()
  add(kong.request.get_raw_path())
  if config.query then
    local args = kong.request.get_query(1000)
    for i = 1, #config.query do add_any(args[config.query[i]]) end
    -- Only a longer one can hold more arguments than were read.
    if #query > 1500 then add(query) end
  else
    add(query)
  end
  for i = 1, #config.headers do add_any(ngx.var[config.headers[i]]) end
  kong.service.request.set_header("x-apim-cache-key", ngx.encode_base64(ngx.sha1_bin(concat(parts))))
end`;

/**
 * Asks for an answer that every client can read, as the key does not tell who takes which encoding, and keeps the digest from the
 * upstream.
 */
export const plainAnswer = String.raw`
return function()
  kong.service.request.clear_header("Accept-Encoding")
  kong.service.request.clear_header("x-apim-cache-key")
end`;
