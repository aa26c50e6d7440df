-- The part of OpenResty's `ngx` that function plugins use.
local call, fetch = call, fetch
local text = function(value) return value == nil and "" or tostring(value) end

-- What took no part in a match.
local function capture(value)
  if value == NULL then return false end
  return value
end

local function ngx_re(op)
  return function(subject, pattern, options, context)
    local from = type(context) == "table" and context.pos or 1
    local found = fetch("re_match", text(subject), text(pattern), options or "", text(from))
    if not found or found == NULL then return nil end
    if type(context) == "table" then context.pos = found.to + 1 end
    if op == "find" then return found.from, found.to end
    local captures = {}
    for index, value in ipairs(found.groups) do captures[index - 1] = capture(value) end
    for name, value in pairs(found.named) do captures[name] = capture(value) end
    return captures
  end
end

local match = ngx_re("match")

local function replace(is_global)
  return function(subject, pattern, replacement, options)
    subject = text(subject)
    local out, count, at = {}, 0, 1
    while at <= #subject + 1 do
      local found = fetch("re_match", subject, text(pattern), options or "", text(at))
      if not found or found == NULL then break end
      count = count + 1
      out[#out + 1] = subject:sub(at, found.from - 1)
      local groups = {}
      for index, value in ipairs(found.groups) do groups[index - 1] = capture(value) end
      if type(replacement) == "function" then
        out[#out + 1] = text(replacement(groups))
      else
        out[#out + 1] = (text(replacement):gsub("%$(%$?){?(%d*)}?", function(dollar, number)
          if dollar == "$" then return "$" .. number end
          return number == "" and "$" or (groups[tonumber(number)] or "")
        end))
      end
      at = found.to + 1
      if found.to < found.from then
        local stop = at
        if (options or ""):find("u") then
          while (subject:byte(stop + 1) or 0) > 127 and subject:byte(stop + 1) < 192 do stop = stop + 1 end
        end
        out[#out + 1] = subject:sub(at, stop)
        at = stop + 1
      end
      if not is_global then break end
    end
    out[#out + 1] = subject:sub(at)
    return table.concat(out), count
  end
end

local function gmatch(subject, pattern, options)
  local context = { pos = 1 }
  return function()
    local before = context.pos
    local found = match(subject, pattern, options, context)
    if found and context.pos == before then context.pos = before + 1 end
    return found
  end
end

local function headers(read, write)
  return setmetatable({}, {
    __index = function(_, name)
      local found = fetch(read, (text(name):gsub("_", "-")))
      if found == NULL then return nil end
      return found
    end,
    __newindex = function(_, name, value)
      call(write, (text(name):gsub("_", "-")), value ~= nil and json_encode(type(value) == "table" and value or { text(value) }) or nil)
    end,
    __metatable = false,
  })
end

local hash = function(name) return function(...) return call(name, ...) end end

ngx = {
  null = NULL,
  OK = 0, ERROR = -1, AGAIN = -2, DONE = -4, DECLINED = -5,
  HTTP_OK = 200, HTTP_BAD_REQUEST = 400, HTTP_UNAUTHORIZED = 401, HTTP_FORBIDDEN = 403, HTTP_NOT_FOUND = 404,
  HTTP_INTERNAL_SERVER_ERROR = 500, HTTP_SERVICE_UNAVAILABLE = 503,
  STDERR = 0, EMERG = 1, ALERT = 2, CRIT = 3, ERR = 4, WARN = 5, NOTICE = 6, INFO = 7, DEBUG = 8,
  md5 = hash("md5"), md5_bin = hash("md5_bin"), sha1_bin = hash("sha1_bin"), hmac_sha1 = hash("hmac_sha1"),
  crc32_long = function(value) return tonumber(call("crc32", text(value))) end,
  crc32_short = function(value) return tonumber(call("crc32", text(value))) end,
  encode_base64 = function(value, no_padding) return call("encode_base64", text(value), no_padding and "1" or nil) end,
  decode_base64 = hash("decode_base64"),
  escape_uri = function(value) return call("escape_uri", text(value)) end,
  unescape_uri = function(value) return call("unescape_uri", text(value)) end,
  encode_args = function(args) return call("encode_args", json_encode(args)) end,
  decode_args = function(value) return fetch("decode_args", text(value)) end,
  quote_sql_str = function(value) return "'" .. text(value):gsub("['\\]", "\\%0") .. "'" end,
  time = function() return tonumber(call("time")) end,
  now = function() return tonumber(call("now")) end,
  update_time = function() end,
  today = function() return os.date("!%Y-%m-%d") end,
  utctime = function() return os.date("!%Y-%m-%d %H:%M:%S") end,
  http_time = function(seconds) return call("http_time", text(seconds)) end,
  cookie_time = function(seconds) return os.date("!%a, %d-%b-%y %H:%M:%S GMT", seconds) end,
  get_phase = function() return call("phase") end,
  log = function(level, ...)
    local parts = {}
    for index = 1, select("#", ...) do parts[index] = tostring((select(index, ...))) end
    call("log", tostring(level), table.concat(parts))
  end,
  re = { match = match, find = ngx_re("find"), gmatch = gmatch, sub = replace(false), gsub = replace(true) },
  header = headers("response_header", "set_response_header"),
  var = setmetatable({}, {
    __index = function(_, name) return call("var", text(name)) end,
    __newindex = function(_, name) error("variable \"" .. text(name) .. "\" not changeable", 2) end,
    __metatable = false,
  }),
}

ngx.req = {
  get_method = function() return call("method") end,
  get_headers = function(max) return setmetatable(fetch("request_headers", text(max or 100)), HEADER_ACCESS) end,
  get_uri_args = function(max) return fetch("query_args", text(max or 100)) end,
  get_body_data = function()
    local body = call("raw_body")
    if body == "" then return nil end
    return body
  end,
  read_body = function() end,
  http_version = function() return tonumber(call("http_version")) end,
  start_time = function() return tonumber(call("start_time")) end,
  set_header = function(name, value) call("set_header", name, json_encode(type(value) == "table" and value or { text(value) })) end,
  clear_header = function(name) call("clear_header", name) end,
}

-- Names without case, underscores for dashes, as ngx.req.get_headers gives them.
HEADER_ACCESS = {
  __index = function(headers, name)
    if type(name) ~= "string" then return nil end
    return rawget(headers, (name:lower():gsub("_", "-")))
  end,
}

-- Status, pieces of the body and the context of the request at hand live in run.lua's state.
setmetatable(ngx, {
  __index = function(_, name)
    if name == "ctx" then return STATE.ngx_ctx end
    if name == "status" then return tonumber(call("status")) end
    if name == "arg" then return ARG end
  end,
  __newindex = function(ngx, name, value)
    if name == "status" then call("set_status", text(value)) else rawset(ngx, name, value) end
  end,
  __metatable = false,
})

ngx.exit = function(status)
  call("exit_status", text(status))
  stop(EXIT)
end
ngx.say = function(...)
  for index = 1, select("#", ...) do call("say", text((select(index, ...)))) end
  call("say", "\n")
end
ngx.print = function(...)
  for index = 1, select("#", ...) do call("say", text((select(index, ...)))) end
end
SANDBOX.ngx = ngx
