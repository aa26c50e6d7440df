import type { LibrarySources } from './library-source.ts';

/** `ctx.re`, `ctx.time` and `ctx.text`. */
export const toolLibraries: LibrarySources = {
  __re_failed: {
    needs: ['__context'],
    // An error of the engine's limits must not read as "no match".
    lua: String.raw`
local function __re_failed(problem)
  error("a pattern failed: " .. tostring(problem), 0)
end`,
  },
  __c_re_test: {
    needs: ['__re_failed'],
    lua: String.raw`
function __context.re.test(text, pattern)
  __charge(20 + #text / 64, #text)
  local from, _, problem = ngx.re.find(text, pattern, "jou")
  if problem then __re_failed(problem) end
  return from ~= nil
end`,
  },
  __c_re_match: {
    needs: ['__re_failed'],
    lua: String.raw`
function __context.re.match(text, pattern)
  __charge(20 + #text / 64, #text)
  local found, problem = ngx.re.match(text, pattern, "jou")
  if problem then __re_failed(problem) end
  if not found then return nil end
  local groups = { found[0] }
  local i = 1
  while found[i] ~= nil do
    groups[i + 1] = type(found[i]) == "string" and found[i] or ""
    i = i + 1
  end
  return groups
end`,
  },
  __c_re_replace: {
    needs: ['__re_failed'],
    // ngx.re.gsub goes on behind an empty match by one byte, which may be inside of a character.
    lua: String.raw`
function __context.re.replace(text, pattern, replacement)
  local byte, sub = string.byte, string.sub
  local out, n, copied, context = {}, 0, 1, { pos = 1 }
  while context.pos <= #text + 1 do
    __charge(20 + #text / 64, #replacement)
    local from, to, problem = ngx.re.find(text, pattern, "jou", context)
    if problem then __re_failed(problem) end
    if not from then break end
    out[n + 1], out[n + 2] = sub(text, copied, from - 1), replacement
    n, copied = n + 2, to + 1
    local at = copied
    -- An empty match: on with the next character, never into one.
    if to < from then
      at = from + 1
      while (byte(text, at) or 0) > 127 and byte(text, at) < 192 do at = at + 1 end
    end
    context.pos = at
  end
  if n == 0 then return text end
  __charge(1, #text)
  out[n + 1] = sub(text, copied)
  return table.concat(out)
end`,
  },
  __c_time_now: {
    needs: ['__context'],
    lua: 'function __context.time.now()\n  __charge(10)\n  return ngx.now()\nend',
  },
  __seconds: {
    needs: [],
    lua: String.raw`
local function __seconds(seconds)
  if not (seconds >= 0 and seconds < 253402300800) then
    error("a time must be in seconds, from 1970 to the end of 9999", 0)
  end
  return math.floor(seconds)
end`,
  },
  __c_time_iso: {
    needs: ['__context', '__seconds'],
    // Days to a date of the Gregorian calendar, from https://howardhinnant.github.io/date_algorithms.html
    lua: String.raw`
function __context.time.iso(seconds)
  __charge(10)
  local floor = math.floor
  local whole = __seconds(seconds)
  local z = floor(whole / 86400) + 719468
  local rest = whole % 86400
  local era = floor(z / 146097)
  local doe = z - era * 146097
  local yoe = floor((doe - floor(doe / 1460) + floor(doe / 36524) - floor(doe / 146096)) / 365)
  local doy = doe - (365 * yoe + floor(yoe / 4) - floor(yoe / 100))
  local mp = floor((5 * doy + 2) / 153)
  local day = doy - floor((153 * mp + 2) / 5) + 1
  local month = mp < 10 and mp + 3 or mp - 9
  local year = yoe + era * 400 + (month <= 2 and 1 or 0)
  return string.format("%04d-%02d-%02dT%02d:%02d:%02dZ", year, month, day, floor(rest / 3600), floor(rest / 60) % 60, rest % 60)
end`,
  },
  __c_time_httpDate: {
    needs: ['__context', '__seconds'],
    lua: 'function __context.time.httpDate(seconds)\n  __charge(10)\n  return ngx.http_time(__seconds(seconds))\nend',
  },
  __c_text_length: {
    needs: ['__context'],
    lua: String.raw`
function __context.text.length(text)
  __charge(1 + #text / 16, #text)
  local _, continued = string.gsub(text, "[\128-\191]", "")
  return #text - continued
end`,
  },
  __c_text_start: {
    needs: ['__context'],
    lua: String.raw`
function __context.text.start(text, count)
  __charge(1 + #text / 16, #text)
  local at = 1
  while count >= 1 and at <= #text do
    count = count - 1
    at = string.find(text, "[%z\1-\127\192-\255]", at + 1) or #text + 1
  end
  return string.sub(text, 1, at - 1)
end`,
  },
  __c_text_end: {
    needs: ['__context'],
    lua: String.raw`
function __context.text.end_(text, count)
  __charge(1 + #text / 16, #text)
  local at = #text + 1
  while count >= 1 and at > 1 do
    at = at - 1
    local c = string.byte(text, at)
    if c < 128 or c > 191 then count = count - 1 end
  end
  return string.sub(text, at)
end
__context.text["end"], __context.text.end_ = __context.text.end_, nil`,
  },
  __c_text_base64: {
    needs: ['__context'],
    lua: 'function __context.text.base64(text)\n  __charge(1 + #text / 16, 2 * #text)\n  return ngx.encode_base64(text)\nend',
  },
  __c_text_fromBase64: {
    needs: ['__context'],
    lua: String.raw`
do
  local byte, find, gsub = string.byte, string.find, string.gsub
  local function is_utf8(text)
    local at = 1
    while true do
      at = find(text, "[\128-\255]", at)
      if not at then return true end
      local a, b, c, d = byte(text, at, at + 3)
      b, c, d = b or 0, c or 0, d or 0
      local continued = b > 127 and b < 192
      if a > 193 and a < 224 and continued then
        at = at + 2
      elseif a > 223 and a < 240 and continued and c > 127 and c < 192 and not (a == 224 and b < 160) and not (a == 237 and b > 159) then
        at = at + 3
      elseif a > 239 and a < 245 and continued and c > 127 and c < 192 and d > 127 and d < 192 and not (a == 240 and b < 144) and not (a == 244 and b > 143) then
        at = at + 4
      else
        return false
      end
    end
  end
  function __context.text.fromBase64(text)
    __charge(1 + #text / 4, 2 * #text)
    local bare = gsub(gsub(gsub(text, "==?$", ""), "-", "+"), "_", "/")
    if find(bare, "[^%w+/]") or #bare % 4 == 1 then return nil end
    local decoded = ngx.decode_base64(bare .. string.rep("=", -#bare % 4))
    return decoded and is_utf8(decoded) and decoded or nil
  end
end`,
  },
};
