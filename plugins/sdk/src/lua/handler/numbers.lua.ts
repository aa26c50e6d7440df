import type { LibrarySources } from './library-source.ts';

/** Numbers: conversions and the functions of Math that are the same everywhere. */
export const numberLibraries: LibrarySources = {
  __n_parse: {
    needs: ['__blank'],
    lua: String.raw`
local __n_parse
do
  local find, sub, lower, tonumber, type, huge = string.find, string.sub, string.lower, tonumber, type, math.huge
  function __n_parse(value)
    if type(value) == "number" then return value end
    if type(value) == "boolean" then return value and 1 or 0 end
    if value == nil then return 0 / 0 end
    local from = __blank_end(value)
    local text = sub(value, from, __blank_start(value, from))
    if text == "" then return 0 end
    if find(text, "^[+-]?%d+%.?%d*$") or find(text, "^[+-]?%.%d+$") or find(text, "^[+-]?%d+%.?%d*[eE][+-]?%d+$") or find(text, "^[+-]?%.%d+[eE][+-]?%d+$") then
      return tonumber(text) + 0.0
    end
    if find(text, "^0[xX]%x+$") then return tonumber(sub(text, 3), 16) or 0 / 0 end
    if find(text, "^0[oO][0-7]+$") then return tonumber(sub(text, 3), 8) end
    if find(text, "^0[bB][01]+$") then return tonumber(sub(text, 3), 2) end
    if text == "Infinity" or text == "+Infinity" then return huge end
    if text == "-Infinity" then return -huge end
    return 0 / 0
  end
end`,
  },
  __n_toFixed: {
    needs: ['__number_text'],
    // C rounds a tie to the even digit, JavaScript away from zero.
    lua: String.raw`
local __n_toFixed
do
  local format, find, sub, floor, abs = string.format, string.find, string.sub, math.floor, math.abs
  function __n_toFixed(n, digits)
    digits = digits or 0
    if digits < 0 or digits > 20 then error("toFixed takes 0 to 20 digits", 0) end
    if n ~= n or abs(n) >= 1e21 then return __number_text(n) end
    local size = abs(n)
    local text = format("%." .. digits .. "f", size)
    if size < 1e15 and find(format("%.70f", size), "%." .. string.rep("%d", digits) .. "50*$") then
      local power = 10 ^ digits
      text = format("%." .. digits .. "f", (floor(size * power) + 1) / power)
    end
    return n < 0 and "-" .. text or text
  end
end`,
  },
  __n_isFinite: {
    needs: [],
    lua: 'local function __n_isFinite(n)\n  return n == n and n ~= math.huge and n ~= -math.huge\nend',
  },
  __n_isNaN: { needs: [], lua: 'local function __n_isNaN(n)\n  return n ~= n\nend' },
  __n_isInteger: {
    needs: ['__n_isFinite'],
    lua: 'local function __n_isInteger(n)\n  return __n_isFinite(n) and n % 1 == 0\nend',
  },
  __n_isSafeInteger: {
    needs: ['__n_isInteger'],
    lua: 'local function __n_isSafeInteger(n)\n  return __n_isInteger(n) and n >= -9007199254740991 and n <= 9007199254740991\nend',
  },
  __m_floor: {
    needs: [],
    lua: 'local __m_floor\ndo\n  local floor, huge = math.floor, math.huge\n  function __m_floor(n)\n    if n ~= n or n == huge or n == -huge then return n end\n    return floor(n)\n  end\nend',
  },
  __m_ceil: {
    needs: [],
    lua: 'local __m_ceil\ndo\n  local ceil, huge = math.ceil, math.huge\n  function __m_ceil(n)\n    if n ~= n or n == huge or n == -huge then return n end\n    return ceil(n)\n  end\nend',
  },
  __m_trunc: {
    needs: ['__m_floor', '__m_ceil'],
    lua: 'local function __m_trunc(n)\n  if n < 0 then return __m_ceil(n) end\n  return __m_floor(n)\nend',
  },
  __m_round: {
    needs: ['__m_floor'],
    lua: 'local function __m_round(n)\n  local low = __m_floor(n)\n  if n - low >= 0.5 then return low + 1 end\n  return low\nend',
  },
  __m_abs: { needs: [], lua: 'local __m_abs = math.abs' },
  __m_sqrt: { needs: [], lua: 'local function __m_sqrt(n)\n  return n < 0 and 0 / 0 or math.sqrt(n)\nend' },
  __m_sign: {
    needs: [],
    lua: 'local function __m_sign(n)\n  if n > 0 then return 1 elseif n < 0 then return -1 end\n  return n\nend',
  },
  __m_max: {
    needs: [],
    lua: 'local function __m_max(...)\n  local best = -math.huge\n  for i = 1, select("#", ...) do\n    local n = select(i, ...)\n    if n ~= n then return n end\n    if n > best then best = n end\n  end\n  return best\nend',
  },
  __m_min: {
    needs: [],
    lua: 'local function __m_min(...)\n  local best = math.huge\n  for i = 1, select("#", ...) do\n    local n = select(i, ...)\n    if n ~= n then return n end\n    if n < best then best = n end\n  end\n  return best\nend',
  },
};
