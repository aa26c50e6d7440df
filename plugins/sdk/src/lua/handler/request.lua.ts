import type { LibrarySources } from './library-source.ts';

/** `ctx.request`, by member. The query is changed as text, so that what is not named stays byte for byte. */
export const requestLibraries: LibrarySources = {
  __c_request_method: {
    needs: ['__context'],
    lua: 'function __context.request.method()\n  __charge(10)\n  return kong.request.get_method()\nend',
  },
  __c_request_path: {
    needs: ['__context'],
    lua: 'function __context.request.path()\n  __charge(10)\n  return kong.request.get_path()\nend',
  },
  __c_request_header: {
    needs: ['__context'],
    lua: 'function __context.request.header(name)\n  __charge(10)\n  return kong.request.get_header(name)\nend',
  },
  __c_request_query: {
    needs: ['__context', '__query_parts'],
    // kong.request.get_query_arg sees no more than the first hundred.
    lua: String.raw`
function __context.request.query(name)
  local query = kong.request.get_raw_query() or ""
  __charge(10 + #query / 16, #query)
  for part in string.gmatch(query, "[^&]+") do
    if __query_decoded(string.match(part, "^[^=]*")) == name then
      return __query_decoded(string.match(part, "=(.*)") or "")
    end
  end
  return nil
end`,
  },
  __c_request_text: {
    needs: ['__context'],
    lua: String.raw`
local __request_text
do
  function __request_text()
    -- Other requests may run while the body is awaited.
    local steps, bytes = __steps, __bytes
    local text, problem = kong.request.get_raw_body(8388608)
    __steps, __bytes, __stopped = steps, bytes, nil
    if text and #text > 8388608 then return nil end
    if text and text ~= "" then
      __charge(10, #text)
      return text
    end
    if problem then kong.log.warn("a policy could not read the body: ", problem) end
    return nil
  end
  __context.request.text = __request_text
end`,
  },
  __c_request_json: {
    needs: ['__c_request_text', '__parse'],
    lua: String.raw`
function __context.request.json()
  local text = __request_text()
  return text and __parse(text)
end`,
  },
  __header_check: {
    needs: ['__runtime'],
    lua: String.raw`
local __header_check
do
  local find, lower, sub = string.find, string.lower, string.sub
  function __header_check(name, value, reserved, prefixes)
    __charge(10, value and #value)
    if not find(name, "^[%w!#$%%&'*+.^_${'`'}|~-]+$") then error("a header's name must be a token of HTTP", 0) end
    if value and find(value, "[%z\1-\8\10-\31\127]") then error("a header's value must hold no control character", 0) end
    local plain = lower(name)
    if reserved[plain] then error("the header " .. plain .. " is the gateway's own", 0) end
    for i = 1, #prefixes do
      if sub(plain, 1, #prefixes[i]) == prefixes[i] then error("headers " .. prefixes[i] .. "* are the gateway's own", 0) end
    end
  end
end`,
  },
  __request_header_check: {
    needs: ['__header_check'],
    lua: String.raw`
local __request_header_check
do
  local reserved = {
    connection = true, ["content-length"] = true, expect = true, ["keep-alive"] = true, ["proxy-connection"] = true,
    te = true, trailer = true, ["transfer-encoding"] = true, upgrade = true, via = true, ["x-real-ip"] = true,
  }
  local prefixes = { "x-forwarded-", "x-consumer-", "x-credential-", "x-anonymous-", "x-kong-", "x-apim-" }
  function __request_header_check(name, value) __header_check(name, value, reserved, prefixes) end
end`,
  },
  __c_request_setHeader: {
    needs: ['__context', '__request_header_check'],
    lua: String.raw`
function __context.request.setHeader(name, value)
  __request_header_check(name, value)
  kong.service.request.set_header(name, value)
end`,
  },
  __c_request_removeHeader: {
    needs: ['__context', '__request_header_check'],
    lua: String.raw`
function __context.request.removeHeader(name)
  __request_header_check(name)
  if string.lower(name) == "host" then error("Host cannot be removed; set another one", 0) end
  kong.service.request.clear_header(name)
end`,
  },
  __query_parts: {
    needs: ['__runtime'],
    lua: String.raw`
local __query_decoded, __query_encoded
do
  local gsub, char, format, byte = string.gsub, string.char, string.format, string.byte
  function __query_decoded(text)
    return (gsub(gsub(text, "+", " "), "%%(%x%x)", function(hex) return char(tonumber(hex, 16)) end))
  end
  function __query_encoded(text)
    return (gsub(text, "[^%w%-_.!~*'()]", function(c) return format("%%%02X", byte(c)) end))
  end
end`,
  },
  __query_without: {
    needs: ['__runtime', '__query_parts'],
    lua: String.raw`
local function __query_without(name)
  local query, kept = kong.request.get_raw_query() or "", {}
  __charge(10 + #query / 16, #query)
  for part in string.gmatch(query, "[^&]+") do
    if __query_decoded(string.match(part, "^[^=]*")) ~= name then kept[#kept + 1] = part end
  end
  return table.concat(kept, "&")
end`,
  },
  __c_request_setQuery: {
    needs: ['__context', '__query_parts', '__query_without'],
    lua: String.raw`
function __context.request.setQuery(name, value)
  local kept = __query_without(name)
  __charge(1, 3 * (#name + #value))
  kong.service.request.set_raw_query((kept == "" and "" or kept .. "&") .. __query_encoded(name) .. "=" .. __query_encoded(value))
end`,
  },
  __c_request_removeQuery: {
    needs: ['__context', '__query_without'],
    lua: 'function __context.request.removeQuery(name)\n  kong.service.request.set_raw_query(__query_without(name))\nend',
  },
  __c_request_upstreamPath: {
    needs: ['__context'],
    lua: 'function __context.request.upstreamPath()\n  __charge(10)\n  return ngx.var.upstream_uri\nend',
  },
  __c_request_setUpstreamPath: {
    needs: ['__context'],
    lua: String.raw`
function __context.request.setUpstreamPath(path)
  __charge(10, #path)
  if not string.find(path, "^/") or string.find(path, "[?#%c]") then
    error("an upstream path must begin with / and hold no ?, # or control character", 0)
  end
  kong.service.request.set_path(path)
end`,
  },
  __c_request_setMethod: {
    needs: ['__context'],
    lua: String.raw`
do
  local methods = { GET = true, HEAD = true, POST = true, PUT = true, PATCH = true, DELETE = true, OPTIONS = true }
  function __context.request.setMethod(method)
    __charge(10)
    if not methods[method] then error("no such method", 0) end
    kong.service.request.set_method(method)
  end
end`,
  },
  __c_request_setText: {
    needs: ['__context'],
    lua: 'function __context.request.setText(body)\n  __charge(10, #body)\n  kong.service.request.set_raw_body(body)\nend',
  },
  __c_request_setJson: {
    needs: ['__context', '__stringify'],
    lua: String.raw`
function __context.request.setJson(body)
  __charge(10)
  kong.service.request.set_raw_body(__stringify(body))
  kong.service.request.set_header("Content-Type", "application/json")
end`,
  },
};
