import type { LibrarySources } from './library-source.ts';

/**
 * How values of JavaScript are held: undefined is nil, null the table `__null`, an array a plain list, an object a table
 * with its names in order under the key `__keys`; `__frozen` marks what must not be changed, `__texts` holds the texts of
 * numbers that were read. A budget of steps and of bytes ends what would stall the gateway; no handler can catch its end.
 */
export const coreLibraries: LibrarySources = {
  __runtime: {
    needs: [],
    lua: String.raw`
local __keys, __frozen, __texts, __null = {}, {}, {}, {}
local __steps, __bytes, __stopped = 200000, 50331648, nil
local function __begin()
  __steps, __bytes, __stopped = 200000, 50331648, nil
end
local function __stop(reason)
  __stopped = reason
  error(reason, 0)
end
local function __over()
  __stop("it used up its budget of steps or memory")
end
local function __charge(steps, bytes)
  __steps = __steps - steps
  if bytes then __bytes = __bytes - bytes end
  if not (__steps >= 0 and __bytes >= 0) then __over() end
end`,
  },
  // Indexing a text would give functions of Lua's own.
  __get: {
    needs: [],
    lua: String.raw`
local __get
do
  local type = type
  function __get(object, key)
    if type(object) ~= "table" then error("only an object has members", 0) end
    return object[key]
  end
end`,
  },
  __pcall: {
    needs: ['__runtime'],
    lua: String.raw`
local __pcall
do
  local pcall = pcall
  local function passed(ok, ...)
    if not ok and __stopped then error(__stopped, 0) end
    return ok, ...
  end
  function __pcall(run, ...)
    __charge(200)
    return passed(pcall(run, ...))
  end
end`,
  },
  __number_text: {
    needs: [],
    lua: String.raw`
local __number_text
do
  local floor, huge, format, match, gsub, sub, rep = math.floor, math.huge, string.format, string.match, string.gsub, string.sub, string.rep
  function __number_text(n)
    if n ~= n then return "NaN" end
    if n == huge then return "Infinity" end
    if n == -huge then return "-Infinity" end
    if n == 0 then return "0" end
    if n == floor(n) and n > -1e15 and n < 1e15 then return format("%.0f", n) end
    local text
    -- Below 2.3e-308 a double holds fewer digits.
    for precision = n < 2.3e-308 and n > -2.3e-308 and 0 or 14, 16 do
      text = format("%." .. precision .. "e", n)
      if tonumber(text) == n then break end
    end
    local sign, first, rest, exponent = match(text, "^(-?)(%d)%.?(%d*)e([+-]%d+)$")
    local digits, point = gsub(first .. rest, "0+$", ""), tonumber(exponent) + 1
    if point > 21 or point < -5 then
      local fraction = sub(digits, 2)
      local shown = sub(digits, 1, 1) .. (fraction == "" and "" or "." .. fraction)
      return sign .. shown .. (point > 0 and "e+" or "e-") .. format("%.0f", point > 0 and point - 1 or 1 - point)
    end
    if point <= 0 then return sign .. "0." .. rep("0", -point) .. digits end
    if point >= #digits then return sign .. digits .. rep("0", point - #digits) end
    return sign .. sub(digits, 1, point) .. "." .. sub(digits, point + 1)
  end
end`,
  },
  __text: {
    needs: ['__runtime', '__number_text'],
    lua: String.raw`
local __text
do
  local type, tostring = type, tostring
  function __text(value)
    local kind = type(value)
    if kind == "string" then return value end
    if kind == "number" then return __number_text(value) end
    if value == nil then return "undefined" end
    if value == __null then return "null" end
    if kind == "boolean" then return tostring(value) end
    error("an object has no text", 0)
  end
end`,
  },
  __join: {
    needs: ['__runtime'],
    lua: String.raw`
local function __join(a, b)
  __charge(1, #a + #b)
  return a .. b
end`,
  },
  __concat: {
    needs: ['__runtime'],
    lua: String.raw`
local __concat
do
  local concat = table.concat
  function __concat(...)
    local parts, size = { ... }, 0
    for i = 1, #parts do size = size + #parts[i] end
    __charge(#parts, size)
    return concat(parts)
  end
end`,
  },
  __mod: {
    needs: [],
    lua: String.raw`
local __mod
do
  local fmod, huge = math.fmod, math.huge
  function __mod(a, b)
    if b == 0 or a ~= a or b ~= b or a == huge or a == -huge then return 0 / 0 end
    if b == huge or b == -huge then return a end
    return fmod(a, b)
  end
end`,
  },
  __before: {
    needs: [],
    // UTF-16 puts what UTF-8 writes in four bytes ahead of U+E000 to U+FFFF.
    lua: String.raw`
local __before
do
  local byte, find = string.byte, string.find
  function __before(a, b)
    if not find(a, "[\238-\244]") or not find(b, "[\238-\244]") then return a < b end
    local at = 1
    while byte(a, at) == byte(b, at) and byte(a, at) do at = at + 1 end
    local one, other = byte(a, at) or 0, byte(b, at) or 0
    if one >= 240 and (other == 238 or other == 239) then return true end
    if other >= 240 and (one == 238 or one == 239) then return false end
    return one < other
  end
end`,
  },
  __typeof: {
    needs: ['__runtime'],
    lua: String.raw`
local __typeof
do
  local type = type
  function __typeof(value)
    local kind = type(value)
    if kind == "table" then return "object" end
    if kind == "nil" then return "undefined" end
    return kind
  end
end`,
  },
  __throw: {
    needs: [],
    lua: String.raw`
local function __throw(message)
  error(message, 0)
end`,
  },
};
