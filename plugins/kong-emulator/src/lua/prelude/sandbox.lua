-- Which globals a chunk sees (kong/tools/sandbox of 3.9), and how much it may compute.
local sethook, raw_pcall, raw_xpcall, error, unpack, select = debug.sethook, pcall, xpcall, error, unpack, select
local load_text, set_environment, set_metatable = loadstring, setfenv, setmetatable

EXIT = {}
local over = { "instruction budget exceeded: the chunk ran too long" }
local spent, limit, stopped = 0, 300, nil

-- What no pcall of a chunk may catch: an exit, and a budget that ran out.
function stop(reason)
  stopped = reason
  error(reason, 0)
end

local function count()
  spent = spent + 1
  if spent > limit then stop(over) end
end

local function pass(ok, ...)
  if stopped then error(stopped, 0) end
  return ok, ...
end

-- Runs a function; true, or false with the reason: EXIT or a text.
function guarded(fn, ...)
  spent, stopped = 0, nil
  sethook(count, "", 100000)
  local ok, reason = raw_pcall(fn, ...)
  sethook()
  if stopped then reason = stopped ok = false end
  stopped = nil
  if ok then return true, reason end
  if reason == over then reason = over[1] end
  return false, reason
end

local function copy(from, names)
  local out = {}
  for name in string.gmatch(names, "%S+") do out[name] = from[name] end
  return out
end

SANDBOX = copy(_G, "assert error ipairs next pairs print select tonumber tostring type unpack")
SANDBOX._VERSION = "Lua 5.1"
SANDBOX.pcall = function(...) return pass(raw_pcall(...)) end
SANDBOX.xpcall = function(fn, handler, ...)
  local args, n = { ... }, select("#", ...)
  return pass(raw_xpcall(function() return fn(unpack(args, 1, n)) end, handler))
end
SANDBOX.coroutine = copy(coroutine, "create resume running status wrap yield")
SANDBOX.math = copy(math, "abs acos asin atan atan2 ceil cos cosh deg exp fmod floor frexp huge ldexp log log10 max min modf pi pow rad random sin sinh sqrt tan tanh")
SANDBOX.os = copy(os, "clock date difftime time")
SANDBOX.string = copy(string, "byte char find format gmatch gsub len lower match rep reverse sub upper")
SANDBOX.table = copy(table, "concat insert maxn remove sort")

local rep, string_format = string.rep, string.format
SANDBOX.string.rep = function(text, n)
  if #text * n > 67108864 then error("not enough memory", 0) end
  return rep(text, n)
end
string.rep = SANDBOX.string.rep
-- LuaJIT cuts fractions that %d is given and takes anything for %s.
SANDBOX.string.format = function(pattern, ...)
  local args, n, at = { ... }, select("#", ...), 0
  for flags, letter in string.gmatch(string.gsub(pattern, "%%%%", ""), "%%([-+ #0-9.]*)(%a)") do
    at = at + 1
    local value = args[at]
    if letter == "s" and type(value) ~= "string" and at <= n then args[at] = tostring(value) end
    if letter == "d" and type(value) == "number" then args[at] = value < 0 and math.ceil(value) or math.floor(value) end
  end
  return string_format(pattern, unpack(args, 1, n))
end
string.format = SANDBOX.string.format
SANDBOX._G = SANDBOX

-- A chunk with globals of its own over those of the sandbox; nil and a text when it does not compile.
function compile(code)
  local chunk, problem = load_text(code, code)
  if not chunk then return nil, problem end
  return set_environment(chunk, set_metatable({}, { __index = SANDBOX, __metatable = false }))
end
