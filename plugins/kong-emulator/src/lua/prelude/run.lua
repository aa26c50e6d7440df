-- What JavaScript calls: chunks are compiled once, and run with the state of their request.
local states, chunks = {}, {}
STATE = nil
ARG = {}

-- What plugins other than Lua's leave for later ones.
local SHARED = {
  __index = function(_, name)
    if name == "authenticated_jwt_token" then return call("authenticated_jwt_token") end
  end,
  __metatable = false,
}

local function enter(request, plugin)
  local state = states[request]
  if not state then
    state = { shared = setmetatable({}, SHARED), ngx_ctx = {}, plugins = {}, buffers = {} }
    states[request] = state
  end
  state.plugin = plugin
  STATE = state
end

function leave(request) states[request] = nil end

function check(code)
  local _, problem = compile(code)
  return problem
end

function load_chunk(id, code)
  local chunk, problem = compile(code)
  if chunk then chunks[id] = { first = chunk } end
  return problem
end

function unload(id) chunks[id] = nil end

-- A chunk that returns a function is set up once; from then on that function runs.
local function invoke(chunk)
  if chunk.ready then return chunk.ready() end
  local result = chunk.first()
  if type(result) == "function" then
    chunk.ready = result
    result()
  end
end

local function outcome(ok, reason)
  if ok then return nil end
  if reason == EXIT then return "exit" end
  if type(reason) == "table" and not getmetatable(reason) then return "error (a table)" end
  return "error " .. tostring(reason)
end

function run(request, plugin, id)
  enter(request, plugin)
  return outcome(guarded(invoke, chunks[id]))
end

function run_body(request, plugin, id, is_last, escaped)
  enter(request, plugin)
  local chunk = call("chunk")
  ARG = { chunk, is_last == "1" }
  local failed = outcome(guarded(invoke, chunks[id]))
  if failed then return failed end
  if ARG[1] ~= chunk then call("set_chunk", ARG[1] == nil and "" or tostring(ARG[1])) end
end

-- $(…) of request-transformer: an expression over a request's parts.
local parts = {
  headers = function() return setmetatable(fetch("request_headers"), HEADER_ACCESS) end,
  query_params = function() return fetch("query_args") end,
  uri_captures = function()
    local found = kong.request.get_uri_captures()
    for index, value in pairs(found.unnamed) do found.named[index] = value end
    return found.named
  end,
  shared = function() return STATE.shared end,
}

function evaluate(request, code)
  enter(request, "template")
  local chunk, problem = loadstring("return " .. code)
  if not chunk then return nil, problem end
  setfenv(chunk, setmetatable({ type = type, tostring = tostring, tonumber = tonumber, string = SANDBOX.string, table = SANDBOX.table, math = SANDBOX.math, pairs = pairs, ipairs = ipairs }, {
    __index = function(env, name)
      local value = parts[name] and parts[name]() or nil
      rawset(env, name, value)
      return value
    end,
  }))
  local ok, result = guarded(chunk)
  if not ok then return nil, tostring(result) end
  if result == nil then return "", nil end
  return tostring(result), nil
end

function allow_require(names)
  local allowed = {}
  for name in names:gmatch("[^,]+") do allowed[name] = true end
  local libraries = {
    ["kong.tools.sha256"] = {
      sha256_hex = function(value) return call("sha256_hex", value) end,
      sha256_bin = function(value) return call("sha256_bin", value) end,
      sha256_base64 = function(value) return call("encode_base64", call("sha256_bin", value)) end,
      sha256_base64url = function(value) return call("sha256_base64url", value) end,
    },
    ["cjson"] = { encode = json_encode, decode = json_decode, null = NULL },
    ["cjson.safe"] = { encode = json_encode, decode = function(value)
      local ok, result = pcall(json_decode, value)
      if ok then return result end
      return nil, result
    end, null = NULL },
  }
  SANDBOX.require = function(name)
    if not allowed[name] then error("require '" .. tostring(name) .. "' not allowed within sandbox", 2) end
    return libraries[name] or error("module '" .. name .. "' not found: the emulator does not have it", 2)
  end
end

-- A chunk's value as JSON, for http-log's custom fields.
function value(request, plugin, id)
  enter(request, plugin)
  local ok, result = guarded(chunks[id].first)
  if not ok then return nil, tostring(result) end
  if result == nil then return nil end
  return json_encode(result)
end
