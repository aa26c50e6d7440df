import type { LibrarySources } from './library-source.ts';

/** Texts are UTF-8; JavaScript counts UTF-16 units. Plain ASCII, the common case, needs no counting. */
export const textUnitLibraries: LibrarySources = {
  __units: {
    needs: ['__runtime'],
    lua: String.raw`
local __units, __cut, __unit_of
do
  local byte, find, sub, floor, ceil = string.byte, string.find, string.sub, math.floor, math.ceil
  function __units(text)
    __charge(1 + #text / 256)
    if not find(text, "[\128-\255]") then return #text end
    local n = 0
    for i = 1, #text do
      local c = byte(text, i)
      if c < 128 or c > 191 then n = n + (c > 239 and 2 or 1) end
    end
    __charge(#text / 8)
    return n
  end
  local function byte_at(text, unit)
    local n, at = 0, 1
    while n < unit do
      local c = byte(text, at)
      if not c then break end
      n = n + (c > 239 and 2 or 1)
      at = at + 1
      while true do
        c = byte(text, at)
        if not c or c < 128 or c > 191 then break end
        at = at + 1
      end
    end
    if n > unit then error("a text cannot be cut inside of a character; ctx.text counts whole ones", 0) end
    return at
  end
  function __cut(text, from, to)
    if to <= from then return "" end
    __charge(1, to - from)
    if not find(text, "[\128-\255]") then return sub(text, from + 1, to) end
    __charge(#text / 8)
    return sub(text, byte_at(text, from), byte_at(text, to) - 1)
  end
  function __unit_of(text, at)
    return __units(sub(text, 1, at - 1))
  end
end`,
  },
  __whole: {
    needs: [],
    lua: String.raw`
local __whole
do
  local floor, ceil = math.floor, math.ceil
  function __whole(n)
    if n ~= n then return 0 end
    if n < 0 then return ceil(n) end
    return floor(n)
  end
end`,
  },
  __blank: {
    needs: [],
    // White space of JavaScript, which is more than that of Lua.
    lua: String.raw`
local __blank_end, __blank_start
do
  local find, sub, match = string.find, string.sub, string.match
  local wide = {
    ["\194\160"] = true, ["\225\154\128"] = true, ["\226\128\168"] = true, ["\226\128\169"] = true,
    ["\226\128\175"] = true, ["\226\129\159"] = true, ["\227\128\128"] = true, ["\239\187\191"] = true,
  }
  for i = 128, 138 do wide["\226\128" .. string.char(i)] = true end
  function __blank_end(text)
    local at = 1
    while true do
      at = find(text, "[^ \t\n\v\f\r]", at)
      if not at then return #text + 1 end
      if wide[sub(text, at, at + 1)] then at = at + 2 elseif wide[sub(text, at, at + 2)] then at = at + 3 else return at end
    end
  end
  function __blank_start(text, from)
    local at = #text
    while at >= from do
      if find(text, "^[ \t\n\v\f\r]", at) then
        at = at - 1
      elseif wide[sub(text, at - 1, at)] then
        at = at - 2
      elseif wide[sub(text, at - 2, at)] then
        at = at - 3
      else
        return at
      end
    end
    return at
  end
end`,
  },
  __find: {
    needs: ['__runtime'],
    // Looking for a long text in a long one may compare them at each place.
    lua: String.raw`
local function __find(text, part)
  __charge(1 + #text / 64 + #text * #part / 16384)
  return string.find(text, part, 1, true)
end`,
  },
};
