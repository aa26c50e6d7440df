-- The part of Kong's plugin development kit that function plugins use.
local call, fetch = call, fetch
local text = function(value) return value == nil and "" or tostring(value) end
local list = function(value) return json_encode(type(value) == "table" and value or { text(value) }) end

local function optional(value)
  if value == NULL then return nil end
  return value
end
local function op(name) return function(...) return call(name, ...) end end
local function number(name) return function() return tonumber(call(name)) end end
local function null_free(row)
  if row == nil or row == NULL then return nil end
  for key, value in pairs(row) do
    if value == NULL then row[key] = nil elseif type(value) == "table" then null_free(value) end
  end
  return row
end
local function argument(read)
  return function(name)
    local found = optional(fetch(read, "100")[name])
    if type(found) == "table" then return found[1] end
    return found
  end
end
local function need(name, value, kind)
  if type(value) ~= kind then error(name .. " must be a " .. kind, 3) end
end

local function whole(name, value, from, to)
  if type(value) ~= "number" or math.floor(value) ~= value then error(name .. " must be an integer", 3) end
  if value < from or value > to then
    error(name .. " must be an integer between " .. from .. " and " .. to .. ": given " .. value, 3)
  end
  return text(value)
end

local function first_header(read)
  return function(name)
    need("header name", name, "string")
    local found = optional(fetch(read, name))
    if type(found) == "table" then return found[1] end
    return found
  end
end

kong = { version = "3.9.3", version_num = 3009003, configuration = {} }

kong.request = {
  get_scheme = op("scheme"), get_host = op("host"), get_port = number("port"),
  get_forwarded_scheme = op("forwarded_scheme"), get_forwarded_host = op("forwarded_host"),
  get_forwarded_port = number("forwarded_port"), get_forwarded_path = op("forwarded_path"),
  get_forwarded_prefix = op("forwarded_prefix"),
  get_http_version = number("http_version"), get_method = op("method"), get_path = op("path"),
  get_raw_path = op("raw_path"), get_path_with_query = op("path_with_query"), get_raw_query = op("raw_query"),
  get_start_time = number("start_time"),
  -- As many as OpenResty reads unless it is told otherwise.
  get_query = function(max) return fetch("query_args", text(max or 100)) end,
  get_query_arg = argument("query_args"),
  get_header = first_header("request_header"),
  get_headers = function(max) return setmetatable(fetch("request_headers", text(max or 100)), HEADER_ACCESS) end,
  get_raw_body = op("raw_body"),
  get_body = function()
    local kind = call("body_kind")
    if kind == "json" then
      local ok, value = pcall(json_decode, call("raw_body"))
      if not ok or type(value) ~= "table" then return nil, "invalid json body" end
      return value, nil, "application/json"
    end
    if kind == "form" then return fetch("decode_args", call("raw_body")), nil, "application/x-www-form-urlencoded" end
    return nil, "missing or unsupported content type"
  end,
  get_uri_captures = function()
    local found = fetch("uri_captures")
    local captures = { unnamed = {}, named = found.named }
    for index, value in ipairs(found.unnamed) do captures.unnamed[index - 1] = optional(value) end
    return captures
  end,
}

kong.service = {
  set_target = function(host, port)
    need("host", host, "string")
    call("set_target", host, whole("port", port, 0, 65535))
  end,
  set_upstream = function(name) return call("set_upstream", name) ~= nil or nil end,
  set_retries = function(retries)
    call("set_retries", whole("retries", retries, 0, 32767))
  end,
  set_timeouts = function(connect, write, read)
    connect = whole("connect_timeout", connect, 1, 2147483646)
    whole("write_timeout", write, 1, 2147483646)
    call("set_timeouts", connect, whole("read_timeout", read, 1, 2147483646))
  end,
  request = {
    set_scheme = op("set_scheme"), set_method = op("set_method"),
    set_path = function(path)
      need("path", path, "string")
      if path:sub(1, 1) ~= "/" then error("path must start with /", 2) end
      call("set_path", path)
    end,
    set_raw_query = op("set_raw_query"),
    set_query = function(args) call("set_raw_query", call("encode_args", json_encode(args))) end,
    set_header = function(name, value)
      need("header name", name, "string")
      if value == nil or type(value) == "table" then error("invalid header value for \"" .. name .. "\": got " .. type(value) .. ", expected string, number or boolean", 2) end
      call("set_header", name, list(value))
    end,
    add_header = function(name, value) call("add_header", name, list(value)) end,
    clear_header = function(name) call("clear_header", name) end,
    set_headers = function(headers)
      for name, value in pairs(headers) do call("set_header", name, list(value)) end
    end,
    set_raw_body = op("set_raw_body"),
    set_body = function(args, media)
      media = media or call("body_kind") == "form" and "application/x-www-form-urlencoded" or "application/json"
      if media == "application/x-www-form-urlencoded" then
        call("set_raw_body", call("encode_args", json_encode(args)))
      else
        call("set_raw_body", json_encode(args))
      end
      call("set_header", "Content-Type", list(media))
      return true
    end,
    disable_tls = function() call("set_scheme", "http") end,
    enable_buffering = function() end,
  },
  response = {
    get_status = number("service_status"),
    get_header = first_header("service_response_header"),
    get_headers = function() return setmetatable(fetch("service_response_headers"), HEADER_ACCESS) end,
  },
}

local function exit(status, body, headers)
  if type(status) ~= "number" then error("code must be a number", 3) end
  local is_json = type(body) == "table"
  call("exit", text(status), is_json and json_encode(body) or (body ~= nil and text(body) or nil), is_json and "1" or "", headers and json_encode(headers) or nil)
  stop(EXIT)
end

kong.response = {
  get_status = number("status"),
  get_source = op("source"),
  get_header = first_header("response_header"),
  get_headers = function(max) return setmetatable(fetch("response_headers", text(max or 100)), HEADER_ACCESS) end,
  set_status = function(status) call("set_status", text(status)) end,
  set_header = function(name, value)
    need("header name", name, "string")
    call("set_response_header", name, list(value))
  end,
  add_header = function(name, value) call("add_response_header", name, list(value)) end,
  clear_header = function(name) call("set_response_header", name, nil) end,
  set_headers = function(headers)
    for name, value in pairs(headers) do call("set_response_header", name, list(value)) end
  end,
  exit = exit,
  error = function(status, message, headers)
    call("exit_error", text(status), message and text(message) or nil, headers and json_encode(headers) or nil)
    stop(EXIT)
  end,
  get_raw_body = function()
    local buffer = STATE.buffers[STATE.plugin] or {}
    STATE.buffers[STATE.plugin] = buffer
    if ARG[1] and ARG[1] ~= "" then buffer[#buffer + 1] = ARG[1] end
    if not ARG[2] then
      ARG[1] = nil
      return nil
    end
    local body = table.concat(buffer)
    STATE.buffers[STATE.plugin] = { body }
    ARG[1] = body
    return body
  end,
  set_raw_body = function(body)
    if ARG[2] then ARG[1] = body else ARG[1] = nil end
  end,
}

kong.client = {
  get_ip = op("client_ip"), get_forwarded_ip = op("client_forwarded_ip"),
  get_port = number("client_port"), get_forwarded_port = number("client_port"),
  get_protocol = op("scheme"),
  get_consumer = function() return null_free(fetch("consumer")) end,
  get_credential = function() return null_free(fetch("credential")) end,
  load_consumer = function(id) return null_free(fetch("load_consumer", id)) end,
  authenticate = function(consumer, credential)
    call("authenticate", consumer and consumer.id or nil, credential and credential.id or nil)
  end,
}

kong.router = {
  get_route = function() return null_free(fetch("route")) end,
  get_service = function() return null_free(fetch("service")) end,
}

kong.node = { get_id = op("node_id"), get_hostname = op("hostname") }

local function logger(level)
  return function(...)
    local parts = {}
    for index = 1, select("#", ...) do parts[index] = tostring((select(index, ...))) end
    call("log", level, table.concat(parts))
  end
end
kong.log = setmetatable({
  debug = logger("debug"), info = logger("info"), notice = logger("notice"), warn = logger("warn"),
  err = logger("error"), crit = logger("error"), alert = logger("error"), emerg = logger("error"),
  inspect = function() end,
  set_serialize_value = function(key, value, options)
    need("key", key, "string")
    local mode = type(options) == "table" and options.mode or "set"
    if mode ~= "set" and mode ~= "add" and mode ~= "replace" then error("mode must be 'set', 'add' or 'replace'", 2) end
    local kind = type(value)
    if kind == "function" or kind == "thread" or kind == "userdata" and value ~= NULL then
      error("value must be nil, a number, string, boolean or a non-self-referencial table containing numbers, string and booleans", 2)
    end
    call("set_serialize_value", key, value ~= nil and json_encode(value) or nil, mode)
  end,
  serialize = function() return fetch("serialize") end,
}, { __call = function(_, ...) kong.log.notice(...) end })

kong.ctx = setmetatable({}, {
  __index = function(_, name)
    if name == "shared" then return STATE.shared end
    if name == "plugin" then
      local own = STATE.plugins[STATE.plugin]
      if not own then
        own = {}
        STATE.plugins[STATE.plugin] = own
      end
      return own
    end
  end,
  __metatable = false,
})

kong.table = {
  new = function() return {} end,
  clear = function(t) for key in pairs(t) do t[key] = nil end end,
  merge = function(first, second)
    local out = {}
    for _, from in ipairs({ first or {}, second or {} }) do
      for key, value in pairs(from) do out[key] = value end
    end
    return out
  end,
}
SANDBOX.kong = kong
