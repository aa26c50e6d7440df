-- The bridge to JavaScript (see vm.ts), and cjson's view of JSON.
local native = os.tmpname
local sub, find, byte, gsub, format, char = string.sub, string.find, string.byte, string.gsub, string.format, string.char
local concat, floor = table.concat, math.floor

NULL = newproxy(true)
getmetatable(NULL).__tostring = function() return "userdata: NULL" end
getmetatable(NULL).__metatable = false

function call(name, ...)
  local text, mark = native(name, ...)
  if mark == nil then return text end
  if text == nil then error(mark, 0) end
  return (gsub(text, "\\(.)", function(c) return c == "0" and "\0" or c end))
end

local escapes = { ['"'] = '\\"', ["\\"] = "\\\\", ["\b"] = "\\b", ["\f"] = "\\f", ["\n"] = "\\n", ["\r"] = "\\r", ["\t"] = "\\t" }
local function quote(text)
  return '"' .. gsub(text, '[%c"\\]', function(c) return escapes[c] or format("\\u%04x", byte(c)) end) .. '"'
end

local function encode(value, depth)
  local kind = type(value)
  if kind == "string" then return quote(value) end
  if kind == "number" then return format("%.14g", value) end
  if kind == "boolean" then return tostring(value) end
  if value == nil or value == NULL then return "null" end
  if kind ~= "table" then error("Cannot serialise " .. kind .. ": type not supported", 0) end
  if depth > 1000 then error("Cannot serialise, excessive depth (1001)", 0) end
  local count, top = 0, 0
  for key in pairs(value) do
    count = count + 1
    if type(key) == "number" and key > 0 and floor(key) == key then
      if key > top then top = key end
    else
      top = -1
      break
    end
  end
  local parts = {}
  if top > 0 then
    for index = 1, top do parts[index] = encode(value[index], depth + 1) end
    return "[" .. concat(parts, ",") .. "]"
  end
  for key, item in pairs(value) do
    parts[#parts + 1] = quote(tostring(key)) .. ":" .. encode(item, depth + 1)
  end
  return "{" .. concat(parts, ",") .. "}"
end

function json_encode(value) return encode(value, 0) end

local simple = { b = "\b", f = "\f", n = "\n", r = "\r", t = "\t", ['"'] = '"', ["\\"] = "\\", ["/"] = "/" }
local function utf8(code)
  if code < 128 then return char(code) end
  if code < 2048 then return char(192 + floor(code / 64), 128 + code % 64) end
  if code < 65536 then return char(224 + floor(code / 4096), 128 + floor(code / 64) % 64, 128 + code % 64) end
  return char(240 + floor(code / 262144), 128 + floor(code / 4096) % 64, 128 + floor(code / 64) % 64, 128 + code % 64)
end

local function unquote(text)
  text = gsub(text, "\\u([dD][89abAB]%x%x)\\u([dD][c-fC-F]%x%x)", function(high, low)
    return utf8(65536 + (tonumber(high, 16) - 55296) * 1024 + tonumber(low, 16) - 56320)
  end)
  return (gsub(text, "\\(.)(%x?%x?%x?%x?)", function(c, digits)
    if c == "u" then return utf8(tonumber(digits, 16)) end
    return simple[c] .. digits
  end))
end

local decode
local function skip(text, at) return find(text, "[^ \t\r\n]", at) or error("unexpected end", 0) end
local function string_at(text, at)
  local from = at + 1
  local stop = find(text, '["\\]', from)
  local escaped = false
  while stop and byte(text, stop) == 92 do
    escaped = true
    stop = find(text, '["\\]', stop + 2)
  end
  if not stop then error("unfinished string", 0) end
  local raw = sub(text, from, stop - 1)
  return escaped and unquote(raw) or raw, stop + 1
end

function decode(text, at)
  at = skip(text, at)
  local first = byte(text, at)
  if first == 34 then return string_at(text, at) end
  if first == 123 or first == 91 then
    local out, isList, count = {}, first == 91, 0
    at = skip(text, at + 1)
    if byte(text, at) == (isList and 93 or 125) then return out, at + 1 end
    while true do
      local key
      if not isList then
        if byte(text, at) ~= 34 then error("expected a key", 0) end
        key, at = string_at(text, at)
        at = skip(text, at)
        if byte(text, at) ~= 58 then error("expected a colon", 0) end
        at = at + 1
      end
      count = count + 1
      out[key or count], at = decode(text, at)
      at = skip(text, at)
      local mark = byte(text, at)
      if mark == (isList and 93 or 125) then return out, at + 1 end
      if mark ~= 44 then error("expected a comma", 0) end
      at = skip(text, at + 1)
    end
  end
  if sub(text, at, at + 3) == "true" then return true, at + 4 end
  if sub(text, at, at + 4) == "false" then return false, at + 5 end
  if sub(text, at, at + 3) == "null" then return NULL, at + 4 end
  local _, stop, number = find(text, "^(-?%d+%.?%d*[eE]?[+-]?%d*)", at)
  number = number and tonumber(number)
  if not number then error("invalid token", 0) end
  return number, stop + 1
end

function json_decode(text)
  local value, at = decode(text, 1)
  if find(text, "[^ \t\r\n]", at) then error("trailing text", 0) end
  return value
end

-- A result of JavaScript that is JSON.
function fetch(name, ...)
  local text = call(name, ...)
  if text == nil then return nil end
  return (decode(text, 1))
end
